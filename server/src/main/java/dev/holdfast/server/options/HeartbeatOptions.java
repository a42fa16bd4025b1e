package dev.holdfast.server.options;

import java.time.Duration;

/// How a silent peer is found out.
///
/// @param interval of silence after which a ping is sent. Default 25 s: below the 30 s and 60 s at which
/// common hops cut (Centrifugo 25, Socket.IO 25). Any bytes from the peer renew it; it is spread by up to a
/// tenth, so that connections that began together do not ping together
/// @param timeout for the answer. Default 10 s. One missed answer ends the connection
/// @param application whether clients on `holdfast.v1` get a JSON ping as well. Default yes
/// @param answerJsonPing whether `{"type":"ping"}` from a plain client is answered with `{"type":"pong"}`. Default yes
public record HeartbeatOptions(Duration interval, Duration timeout, boolean application, boolean answerJsonPing) {
    public HeartbeatOptions {
        Check.between("interval", interval, Duration.ofMillis(100), Duration.ofHours(1));
        Check.between("timeout", timeout, Duration.ofMillis(100), Duration.ofMinutes(10));
    }

    public static HeartbeatOptions defaults() {
        return new HeartbeatOptions(Duration.ofSeconds(25), Duration.ofSeconds(10), true, true);
    }
}
