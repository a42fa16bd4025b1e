package dev.holdfast.server.time;

import java.time.Duration;
import java.util.Arrays;

/// The deadlines of one connection. Most of its life there is one, the heartbeat's, so they take the room of one.
/// Moving one later costs nothing: the timer finds out when it fires. Used on the connection's event loop only.
public abstract class Deadlines {
    /// What a connection can wait for.
    public enum Kind {
        /// The opening handshake, authentication included.
        HANDSHAKE(true),
        /// The first message with the credential.
        CREDENTIAL(true),
        /// The next heartbeat, or the answer to one, which looks again by itself before it judges.
        HEARTBEAT(false),
        /// The rest of a message.
        MESSAGE(true),
        /// The next look at whether the peer takes what waits for it.
        OUTBOUND(true),
        /// The end of the pause after a handler's failure.
        BACKOFF(false),
        /// The end of the credential's validity and grace.
        TOKEN(true),
        /// The greatest age.
        AGE(false),
        /// The end of the end.
        CLOSE(true);

        /// Whether the peer is judged by it. Then it is put off once by a moment, because what the peer did in time may
        /// still lie unread: an event loop reads its sockets before it runs a timer that was set since.
        private final boolean judges;

        Kind(boolean judges) {
            this.judges = judges;
        }
    }

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

    /// The timer fires for this connection.
    final void fire(long now) {
        for (Kind kind : KINDS) {
            int index = indexOf(kind);
            if (index < 0 || get(index) >> KIND_BITS > now) {
                continue;
            }
            if (kind.judges && (get(index) & LOOKED) == 0) {
                put(index, (now + LOOK_AGAIN) << KIND_BITS | LOOKED | kind.ordinal());
            } else {
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
