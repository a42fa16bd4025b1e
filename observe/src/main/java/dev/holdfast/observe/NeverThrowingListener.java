package dev.holdfast.observe;

import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.LoopReport;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.port.ConnectionListener;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Keeps the promise that observing never disturbs what it observes: whatever fails behind it does not reach an event
/// loop. The first failure is told on standard error, because the log may be what fails.
final class NeverThrowingListener implements ConnectionListener {
    private final ConnectionListener listener;
    private final AtomicBoolean told = new AtomicBoolean();

    NeverThrowingListener(ConnectionListener listener) {
        this.listener = listener;
    }

    @Override
    public void opened(ConnectionInfo connection) {
        guarded(() -> listener.opened(connection));
    }

    @Override
    public void greeted(ConnectionInfo connection, @Nullable String tab, @Nullable String previous) {
        guarded(() -> listener.greeted(connection, tab, previous));
    }

    @Override
    public void loopEnded(LoopReport report) {
        guarded(() -> listener.loopEnded(report));
    }

    @Override
    public void ended(EndRecord end) {
        guarded(() -> listener.ended(end));
    }

    @Override
    public void noticed(Notice notice) {
        guarded(() -> listener.noticed(notice));
    }

    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException fault) {
            if (told.compareAndSet(false, true)) {
                System.err.println("Holdfast could not observe a connection, please report this: " + fault);
            }
        }
    }
}
