package dev.holdfast.server.time;

import dev.holdfast.core.port.TimeSource;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The deadlines of one connection behind a single timer, which stands at the soonest. Moving one later costs nothing:
/// the timer finds out when it fires. Used on the connection's event loop only.
public final class Deadlines {
    /// What a connection can wait for.
    public enum Kind {
        /// The opening handshake, authentication included.
        HANDSHAKE,
        /// The first message with the credential.
        CREDENTIAL,
        /// The next heartbeat, or the answer to one.
        HEARTBEAT,
        /// The rest of a message.
        MESSAGE,
        /// The next look at whether the peer takes what waits for it.
        OUTBOUND,
        /// The end of the pause after a handler's failure.
        BACKOFF,
        /// The end of the credential's validity and grace.
        TOKEN,
        /// The greatest age.
        AGE,
        /// The end of the end.
        CLOSE
    }

    private static final Kind[] KINDS = Kind.values();
    private static final long NEVER = Long.MAX_VALUE;

    private final EventLoop loop;
    private final TimeSource time;
    private final Timers timers;
    private final Consumer<Kind> passed;
    private final long origin;
    private final long[] due = new long[KINDS.length];
    private long timerAt = NEVER;
    private Timers.@Nullable Cancellable timer;

    /// @param passed called on the event loop when a deadline passes, which is then no longer set
    public Deadlines(EventLoop loop, TimeSource time, Timers timers, Consumer<Kind> passed) {
        this.loop = loop;
        this.time = time;
        this.timers = timers;
        this.passed = passed;
        this.origin = time.nanos();
        java.util.Arrays.fill(due, NEVER);
    }

    public void set(Kind kind, Duration fromNow) {
        due[kind.ordinal()] = now() + fromNow.toNanos();
        if (due[kind.ordinal()] < timerAt) {
            arm(due[kind.ordinal()]);
        }
    }

    public void clear(Kind kind) {
        due[kind.ordinal()] = NEVER;
    }

    public boolean isSet(Kind kind) {
        return due[kind.ordinal()] != NEVER;
    }

    public void clearAll() {
        java.util.Arrays.fill(due, NEVER);
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        timerAt = NEVER;
    }

    private long now() {
        return time.nanos() - origin;
    }

    private void arm(long at) {
        if (timer != null) {
            timer.cancel();
        }
        timerAt = at;
        timer = timers.after(loop, Duration.ofNanos(Math.max(0, at - now())), this::fire);
    }

    private void fire() {
        timer = null;
        timerAt = NEVER;
        long now = now();
        for (Kind kind : KINDS) {
            if (due[kind.ordinal()] <= now) {
                due[kind.ordinal()] = NEVER;
                passed.accept(kind);
            }
        }
        long soonest = NEVER;
        for (long one : due) {
            soonest = Math.min(soonest, one);
        }
        if (soonest != NEVER && soonest < timerAt) {
            arm(soonest);
        }
    }
}
