package dev.holdfast.server.connection;

import io.netty.buffer.ByteBuf;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Frames on their way from other threads to the event loop of their connection, in batches: one wake-up for many. Any
/// thread may put, the event loop takes.
final class Handover {
    private final Queue<ByteBuf> frames = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicBoolean planned = new AtomicBoolean();

    /// Takes over the reference.
    ///
    /// @return whether the event loop must be told
    boolean put(ByteBuf frame) {
        waitingBytes.addAndGet(frame.readableBytes());
        frames.add(frame);
        return planned.compareAndSet(false, true);
    }

    /// The event loop has been told: what is put from now on is told again.
    void begin() {
        planned.set(false);
    }

    @Nullable
    ByteBuf take() {
        ByteBuf frame = frames.poll();
        if (frame != null) {
            waitingBytes.addAndGet(-frame.readableBytes());
        }
        return frame;
    }

    long waitingBytes() {
        return waitingBytes.get();
    }
}
