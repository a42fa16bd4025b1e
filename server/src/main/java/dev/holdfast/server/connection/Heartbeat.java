package dev.holdfast.server.connection;

import dev.holdfast.core.close.TcpSample;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.PathEvidence;
import dev.holdfast.server.options.HeartbeatOptions;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Finds out a silent peer: a ping after an interval of silence, an end when the answer does not come. Decides only;
/// whoever owns it sends and ends. Used on one event loop.
public final class Heartbeat {
    /// Between the deadline, however late we come to it, and the judgement, so that bytes which already wait
    /// unread are read: an event loop reads its sockets before it runs a timer that was set since. Once is
    /// enough, and it must not be more: a loop that is always late would ping and judge nobody.
    private static final Duration LAST_LOOK = Duration.ofMillis(20);

    private final HeartbeatOptions options;
    private final boolean application;
    private final int spreadMicros;
    private long pingSentAt;
    private boolean pingOut;
    private boolean lookedAgain;
    private boolean applicationPingOut;
    private int roundTripMicros = -1;

    /// @param application whether the peer speaks `holdfast.v1` and gets JSON pings too
    public Heartbeat(HeartbeatOptions options, boolean application) {
        this.options = options;
        this.application = application && options.application();
        // Connections that began together would ping together for ever.
        this.spreadMicros = (int) Math.min(Integer.MAX_VALUE, nextSpread(options.interval()) / 1_000);
    }

    private static long nextSpread(Duration interval) {
        return ThreadLocalRandom.current().nextLong(interval.toNanos() / 10 + 1);
    }

    private long intervalNanos() {
        return options.interval().toNanos() - spreadMicros * 1_000L;
    }

    /// What to do when the deadline has passed.
    public sealed interface Step {}

    /// Look again then.
    public record Wait(Duration until) implements Step {}

    /// @param payload the protocol ping's
    public record Ping(long payload, boolean application, Duration until) implements Step {}

    public record Missed(Decision.HeartbeatMissed decision) implements Step {}

    /// When to look for the first time.
    public Duration first() {
        return Duration.ofNanos(intervalNanos());
    }

    /// @param lastReceived when the last bytes of the peer were read
    /// @param listening whether we read from the peer at all: while we don't, its silence is our own doing
    public Step step(long now, long lastReceived, boolean listening, Sampler sampler) {
        if (!listening) {
            lookedAgain = false;
            return new Wait(options.timeout());
        }
        if (pingOut && lastReceived >= pingSentAt) {
            pingOut = false;
        }
        long timeout = options.timeout().toNanos();
        boolean over = (pingOut && now - pingSentAt >= timeout) || (applicationPingOut && now - pingSentAt >= timeout);
        if (over && !lookedAgain) {
            lookedAgain = true;
            return new Wait(LAST_LOOK);
        }
        lookedAgain = false;
        if (pingOut && now - pingSentAt >= timeout) {
            return missed(false, now, pingSentAt, lastReceived, sampler.sample());
        }
        if (applicationPingOut && now - pingSentAt >= timeout) {
            return missed(true, now, pingSentAt, lastReceived, sampler.sample());
        }
        if (pingOut || applicationPingOut) {
            return new Wait(Duration.ofNanos(pingSentAt + timeout - now));
        }
        long silence = now - lastReceived;
        long interval = intervalNanos();
        if (silence < interval) {
            return new Wait(Duration.ofNanos(interval - silence));
        }
        pingOut = true;
        pingSentAt = now;
        applicationPingOut = application;
        return new Ping(now, application, options.timeout());
    }

    private static Missed missed(
            boolean application, long now, long sentAt, long lastReceived, @Nullable TcpSample sample) {
        Duration waited = Duration.ofNanos(now - sentAt);
        return new Missed(new Decision.HeartbeatMissed(
                application, waited, Duration.ofNanos(now - lastReceived), PathEvidence.of(waited, sample), sample));
    }

    /// @return the round trip in nanoseconds where the pong answers our last ping exactly, else -1
    long pong(ByteBuf buffer, int index, int length, long now) {
        return length == Long.BYTES ? answered(buffer.getLong(index), now) : -1;
    }

    /// A pong with a payload like ours has come.
    ///
    /// @return as [#pong]
    public long answered(long payload, long now) {
        if (pingSentAt == 0 || payload != pingSentAt) {
            return -1;
        }
        pingOut = false;
        long roundTripNanos = now - pingSentAt;
        roundTripMicros = (int) Math.min(Integer.MAX_VALUE, roundTripNanos / 1_000);
        return roundTripNanos;
    }

    /// The ping that [#step] asked for could not be sent.
    public void withdraw() {
        pingOut = false;
        applicationPingOut = false;
    }

    /// A message of the peer's application came: it lives.
    void applicationAlive() {
        applicationPingOut = false;
    }

    /// The ping that [#step] asked for has no place, because what was sent before it is not taken. A peer that takes
    /// nothing for as long as an answer may take has missed its heartbeat all the same, if TCP says so, too.
    ///
    /// @param blocked how long nothing more could be sent; zero where something can
    /// @param again when to look for a place again
    public Step unplaced(long now, Duration blocked, long lastReceived, Duration again, Sampler sampler) {
        withdraw();
        if (blocked.compareTo(options.timeout()) >= 0) {
            TcpSample sample = sampler.sample();
            PathEvidence path = PathEvidence.of(blocked, sample);
            if (path == PathEvidence.ZERO_WINDOW || path == PathEvidence.NOT_ACKNOWLEDGING) {
                return missed(false, now, now - blocked.toNanos(), lastReceived, sample);
            }
        }
        return new Wait(again);
    }

    public @Nullable Duration roundTrip() {
        return roundTripMicros < 0 ? null : Duration.ofNanos(roundTripMicros * 1_000L);
    }

    /// Asks TCP, when it matters.
    @FunctionalInterface
    public interface Sampler {
        @Nullable
        TcpSample sample();
    }
}
