package dev.holdfast.server.time;

import java.time.Duration;
import java.util.Arrays;

/// The deadlines of one connection. Most of its life there is one, the heartbeat's, so they take the room of one.
/// Moving one later costs nothing: the timer finds out when it fires. Used on the connection's event loop only.
public abstract class Deadlines {
    /// What a connection can wait for.
    public enum Kind {
        /// The opening handshake, authentication included.
        HANDSHAKE(Look.ALWAYS),
        /// The first message with the credential.
        CREDENTIAL(Look.ALWAYS),
        /// The next heartbeat, or the answer to one.
        HEARTBEAT(Look.WHEN_LATE),
        /// The rest of a message.
        MESSAGE(Look.ALWAYS),
        /// The next look at whether the peer takes what waits for it.
        OUTBOUND(Look.ALWAYS),
        /// The end of the pause after a handler's failure.
        BACKOFF(Look.NEVER),
        /// The end of the credential's validity and grace.
        TOKEN(Look.ALWAYS),
        /// The greatest age.
        AGE(Look.NEVER),
        /// The end of the end.
        CLOSE(Look.ALWAYS);

        private final Look look;

        Kind(Look look) {
            this.look = look;
        }
    }

    /// When a deadline that has passed is put off by a moment, because what the peer did in time may still lie unread:
    /// an event loop reads its sockets before it runs a timer that was set since.
    private enum Look {
        /// Nobody is judged by it.
        NEVER,
        /// It is no judgement at first: whoever it belongs to looks again by himself before he judges.
        WHEN_LATE,
        /// The peer is judged by it.
        ALWAYS
    }

    /// A deadline that is found passed by this much was held up by us.
    private static final long LATE = Duration.ofMillis(250).toNanos();

    private static final long LOOK_AGAIN = Duration.ofMillis(20).toNanos();

    private static final Kind[] KINDS = Kind.values();
    private static final int KIND_BITS = 5;
    private static final int KIND_MASK = 15;

    /// Set in one that was put off already.
    private static final int LOOKED = 16;

    private static final long[] NONE = {};

    // Those that are set, each its moment on the timer's clock with its kind, and whether it was put off, in the lowest
    // bits; then rubbish.
    private long first;
    private long[] others = NONE;
    private int count;

    // The timer's own.
    long wakeAt = LoopTimer.NEVER;
    int place = LoopTimer.NOWHERE;

    /// What wakes it, always the same.
    protected abstract LoopTimer timer();

    /// A deadline has passed, which is now no longer set. Called on the event loop.
    protected abstract void passed(Kind kind);

    public final void set(Kind kind, Duration fromNow) {
        long at = timer().now() + fromNow.toNanos();
        int index = indexOf(kind);
        if (index < 0) {
            index = count++;
        }
        put(index, at << KIND_BITS | kind.ordinal());
        if (at < wakeAt) {
            timer().wake(this, at);
        }
    }

    public final void clear(Kind kind) {
        int index = indexOf(kind);
        if (index >= 0) {
            remove(index);
        }
    }

    public final boolean isSet(Kind kind) {
        return indexOf(kind) >= 0;
    }

    public final void clearAll() {
        count = 0;
        timer().forget(this);
    }

    private long get(int index) {
        return index == 0 ? first : others[index - 1];
    }

    private void put(int index, long one) {
        if (index == 0) {
            first = one;
            return;
        }
        if (index > others.length) {
            others = Arrays.copyOf(others, index);
        }
        others[index - 1] = one;
    }

    private void remove(int index) {
        put(index, get(--count));
    }

    private int indexOf(Kind kind) {
        for (int i = 0; i < count; i++) {
            if ((get(i) & KIND_MASK) == kind.ordinal()) {
                return i;
            }
        }
        return -1;
    }

    private static boolean putOff(Kind kind, long late, boolean before) {
        return switch (kind.look) {
            case NEVER -> false;
            case WHEN_LATE -> late > LATE;
            case ALWAYS -> late > LATE || !before;
        };
    }

    /// The timer fires for this connection.
    final void fire(long now) {
        for (Kind kind : KINDS) {
            int index = indexOf(kind);
            long late = index < 0 ? -1 : now - (get(index) >> KIND_BITS);
            if (late >= 0 && putOff(kind, late, (get(index) & LOOKED) != 0)) {
                put(index, (now + LOOK_AGAIN) << KIND_BITS | LOOKED | kind.ordinal());
            } else if (late >= 0) {
                remove(index);
                passed(kind);
            }
        }
        long soonest = LoopTimer.NEVER;
        for (int i = 0; i < count; i++) {
            soonest = Math.min(soonest, get(i) >> KIND_BITS);
        }
        if (soonest < wakeAt) {
            timer().wake(this, soonest);
        }
    }
}
