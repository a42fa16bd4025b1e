package dev.holdfast.proxy.backend;

import dev.holdfast.core.port.ServerFigures;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// One backend, how many connections it has from here, and whether it is up. Safe for use by any thread.
public final class Standing {
    private final Backend backend;
    private final AtomicInteger connections = new AtomicInteger();
    private final LongAdder chosen = new LongAdder();
    private final LongAdder unreached = new LongAdder();
    private volatile boolean up = true;
    private final AtomicLong looks = new AtomicLong();

    Standing(Backend backend) {
        this.backend = backend;
    }

    public Backend backend() {
        return backend;
    }

    /// A connection goes to it.
    public void taken() {
        connections.incrementAndGet();
        chosen.increment();
    }

    /// It did not take a connection that was meant for it.
    public void missed() {
        unreached.increment();
    }

    /// A connection to it has ended, or has gone to another.
    public void left() {
        connections.decrementAndGet();
    }

    public int connections() {
        return connections.get();
    }

    public boolean isUp() {
        return up;
    }

    /// How often its health has been looked at.
    public long looks() {
        return looks.get();
    }

    /// Another look is over.
    void looked() {
        looks.incrementAndGet();
    }

    void up(boolean is) {
        up = is;
    }

    public ServerFigures.Backend figures() {
        return new ServerFigures.Backend(
                backend.authority(), looks() == 0 ? null : up, connections(), chosen.sum(), unreached.sum());
    }
}
