package dev.holdfast.bench.load;

import java.time.Duration;

/// What is done to a server. The warm-up runs the same load unmeasured; the window that follows is what counts.
public sealed interface Load {

    Duration warmUp();

    Duration window();

    /// Each of `connections` keeps `inFlight` messages under way: a reply is answered by the next message. Shows
    /// the cost of a message at saturation. Its latencies are those of a queue it fills itself and say little about
    /// a user's.
    record ClosedLoop(int connections, int inFlight, Payload payload, Duration warmUp, Duration window)
            implements Load {
        public ClosedLoop {
            atLeastOne("connections", connections);
            atLeastOne("messages in flight", inFlight);
        }
    }

    /// Messages leave on a fixed time table, spread over `connections`, whatever became of the ones before. Latency
    /// counts from the time in the table, so a stalled server is charged for every message it delayed (no
    /// coordinated omission).
    record OpenLoop(int connections, long messagesPerSecond, Payload payload, Duration warmUp, Duration window)
            implements Load {
        public OpenLoop {
            atLeastOne("connections", connections);
            atLeastOne("messages a second", messagesPerSecond);
        }
    }

    /// Connects, upgrades, does the closing handshake, and again, `concurrency` connections at once. A "message" in
    /// the result is one such life; its latency counts from the start of the TCP connect to the accepted upgrade.
    record Churn(int concurrency, Duration warmUp, Duration window) implements Load {
        public Churn {
            atLeastOne("connections at once", concurrency);
        }
    }

    private static void atLeastOne(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be at least 1, not " + value);
        }
    }
}
