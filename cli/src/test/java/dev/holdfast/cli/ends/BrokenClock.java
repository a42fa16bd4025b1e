package dev.holdfast.cli.ends;

import dev.holdfast.core.port.TimeSource;
import java.time.Instant;

/// A clock that fails an event loop once, when it is told to.
final class BrokenClock implements TimeSource {
    private final TimeSource time;
    private volatile boolean broken;

    BrokenClock(TimeSource time) {
        this.time = time;
    }

    void breakOnce() {
        broken = true;
    }

    @Override
    public long nanos() {
        if (broken && Thread.currentThread().getName().startsWith("holdfast-loop")) {
            broken = false;
            throw new IllegalStateException("canary: this text must not leave the log");
        }
        return time.nanos();
    }

    @Override
    public Instant wall() {
        return time.wall();
    }
}
