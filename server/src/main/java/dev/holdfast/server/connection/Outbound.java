package dev.holdfast.server.connection;

import dev.holdfast.server.transport.Transport;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What is to be sent. Frames written during one turn of the event loop leave in one write; frames of other threads are
/// handed over in batches, one wake-up for many.
final class Outbound {
    /// A batch this large is written without waiting for the end of the turn.
    static final int LARGE = 64 * 1024;

    private final Transport transport;
    private final LoopFigures figures;
    private @Nullable ByteBuf batch;
    private boolean flushPlanned;
    private boolean ended;
    long bytesSent;
    long messagesSent;

    // Shared with other threads; made when the first of them sends.
    private volatile @Nullable Handover handover;

    private static final class Handover {
        final Queue<ByteBuf> frames = new ConcurrentLinkedQueue<>();
        final AtomicLong waiting = new AtomicLong();
        final AtomicBoolean planned = new AtomicBoolean();
    }

    Outbound(Transport transport, LoopFigures figures) {
        this.transport = transport;
        this.figures = figures;
    }

    /// Where to write frames now; on the event loop only. After writing call [#written(int)].
    ByteBuf batch(int size) {
        ByteBuf present = batch;
        if (present != null && present.readableBytes() + size > LARGE) {
            hand();
            present = null;
        }
        if (present == null) {
            present = transport.allocator().directBuffer(Math.max(size, figures.batchBytes));
            batch = present;
        }
        return present;
    }

    /// Counts a message of the application's that was written to the batch.
    void messageWritten() {
        messagesSent++;
        figures.messagesSent++;
    }

    /// @param reading whether a round of reading is on, at whose end [#flush()] will be called anyway
    void written(boolean reading) {
        if (!reading && !flushPlanned) {
            flushPlanned = true;
            transport.eventLoop().execute(this::flush);
        }
    }

    /// Takes a whole frame from any thread. Takes over the reference.
    void hand(ByteBuf frame, Runnable taken) {
        Handover over = handover();
        over.waiting.addAndGet(frame.readableBytes());
        over.frames.add(frame);
        if (over.planned.compareAndSet(false, true)) {
            transport.eventLoop().execute(() -> {
                over.planned.set(false);
                takeOver();
                flush();
                taken.run();
            });
        }
    }

    private synchronized Handover handover() {
        Handover present = handover;
        if (present == null) {
            present = new Handover();
            handover = present;
        }
        return present;
    }

    /// Queues what other threads have sent until now, so that what follows comes after it.
    void takeOver() {
        Handover over = handover;
        if (over == null) {
            return;
        }
        ByteBuf frame;
        while ((frame = over.frames.poll()) != null) {
            over.waiting.addAndGet(-frame.readableBytes());
            if (ended) {
                frame.release();
            } else {
                hand();
                messageWritten();
                hand(frame);
            }
        }
    }

    /// Sends what this turn has written.
    void flush() {
        flushPlanned = false;
        if (ended) {
            return;
        }
        hand();
        transport.flush();
    }

    /// Sends what is written with the last bytes of all.
    ///
    /// @param endOutput whether our sending side ends with them
    /// @param taken called when the kernel has taken them
    void last(boolean endOutput, Runnable taken) {
        ByteBuf present = Objects.requireNonNull(batch);
        batch = null;
        bytesSent += present.readableBytes();
        figures.bytesSent += present.readableBytes();
        if (endOutput) {
            transport.writeLast(present, taken);
        } else {
            transport.writeNow(present, taken);
        }
    }

    private void hand() {
        ByteBuf present = batch;
        if (present != null) {
            figures.batchBytes = Math.clamp(present.readableBytes(), 256, LARGE);
            batch = null;
            hand(present);
        }
    }

    private void hand(ByteBuf bytes) {
        int size = bytes.readableBytes();
        bytesSent += size;
        figures.bytesSent += size;
        transport.write(bytes);
    }

    /// Bytes that wait, wherever they do. From any thread a moment old.
    long queuedBytes() {
        Handover over = handover;
        ByteBuf present = batch;
        return transport.queuedBytes()
                + (over == null ? 0 : over.waiting.get())
                + (present == null ? 0 : present.readableBytes());
    }

    /// Bytes that the kernel has taken since the beginning.
    long taken() {
        return bytesSent - transport.queuedBytes();
    }

    /// What is still in the hands of other threads' handover.
    long handedOver() {
        Handover over = handover;
        return over == null ? 0 : over.waiting.get();
    }

    /// The transport is gone: lets go of everything.
    void end() {
        ended = true;
        ByteBuf present = batch;
        if (present != null) {
            batch = null;
            present.release();
        }
        takeOver();
    }
}
