package dev.holdfast.core.evidence;

import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TransportEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The life of a connection as a test tells it: each fact comes a millisecond after the one before, unless time is let
/// pass.
public final class Life {
    public static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final Timeline.Recorder recorder = new Timeline.Recorder(START, 0);
    private long now;

    private Life() {}

    /// TCP is up and nothing has been said.
    public static Life accepted() {
        return new Life().then(new Fact.Accepted("127.0.0.1:50312"));
    }

    /// A good handshake was read, and nothing is decided.
    public static Life asked() {
        return accepted().then(handshake(null, Set.of(), List.of()));
    }

    /// As [#asked()], by a page.
    public static Life asked(String origin) {
        return accepted().then(handshake(origin, Set.of(), List.of()));
    }

    /// Open to the application.
    public static Life open() {
        return asked().then(new Fact.Authenticated("alice", "header", null)).then(new Fact.Upgraded("holdfast.v1"));
    }

    public static Fact.HandshakeReceived handshake(@Nullable String origin, Set<Carrier> carriers, List<String> hops) {
        return new Fact.HandshakeReceived(
                "GET", "/ws", "127.0.0.1:8080", origin, "test", List.of("holdfast.v1"), carriers, hops);
    }

    public Life after(Duration pause) {
        now += pause.toNanos();
        return this;
    }

    public Life then(Fact fact) {
        recorder.record(now, fact);
        now += 1_000_000;
        return this;
    }

    public Life closeReceived(int code, String reason) {
        return then(new Fact.CloseReceived(CloseFrame.of(new CloseCode(code), reason)));
    }

    public Life closeSent(int code) {
        return then(new Fact.CloseSent(CloseFrame.of(new CloseCode(code), "")));
    }

    public Life gone(TransportEnd end) {
        return then(new Fact.TransportEnded(end));
    }

    public Life fin() {
        return then(new Fact.PeerFinSeen()).gone(new TransportEnd.PeerFin(false));
    }

    /// The last fact of a whole life.
    public Life counted(long received, long sent, long errors) {
        Counters counters = new Counters(received, sent, 0, 0, errors, 0, Duration.ZERO, Duration.ZERO);
        return then(new Fact.Totals(counters, Duration.ofSeconds(3), Duration.ofSeconds(4), 0));
    }

    public Timeline timeline() {
        return recorder.timeline();
    }
}
