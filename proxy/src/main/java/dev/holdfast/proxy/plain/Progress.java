package dev.holdfast.proxy.plain;

import dev.holdfast.server.time.Deadlines;
import dev.holdfast.server.transport.Transport;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Whether anything of an exchange still passes, one way or the other. Used on the connection's event loop.
final class Progress {
    /// Nothing has been looked at since a byte passed.
    private static final long NOT_LOOKED = -1;

    private final Deadlines deadlines;
    private final Duration limit;
    private long waitedBefore = NOT_LOOKED;

    /// @param limit for how long nothing may pass; zero for ever
    Progress(Deadlines deadlines, Duration limit) {
        this.deadlines = deadlines;
        this.limit = limit;
    }

    Duration limit() {
        return limit;
    }

    /// Bytes have come from one of the sides.
    void passed() {
        waitedBefore = NOT_LOOKED;
        again();
    }

    private void again() {
        if (!limit.isZero()) {
            deadlines.set(Deadlines.Kind.MESSAGE, limit);
        }
    }

    /// Nothing has come in time. That is no standstill where one of the sides has taken something of what waits for it,
    /// which only a second look can tell.
    ///
    /// @param still whether it may go on without a byte
    boolean stands(Transport client, @Nullable Transport backend, boolean still) {
        long waiting = client.queuedBytes() + (backend == null ? 0 : backend.queuedBytes());
        boolean stands = waiting == 0
                ? waitedBefore == NOT_LOOKED && !still
                : waitedBefore != NOT_LOOKED && waiting >= waitedBefore;
        if (!stands) {
            waitedBefore = waiting == 0 ? NOT_LOOKED : waiting;
            again();
        }
        return stands;
    }

    /// It is over, or its next backend has a limit of its own to be reached in.
    void rests() {
        deadlines.clear(Deadlines.Kind.MESSAGE);
    }
}
