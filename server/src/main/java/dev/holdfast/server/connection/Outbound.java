package dev.holdfast.server.connection;

import dev.holdfast.core.evidence.Decision;
import dev.holdfast.server.frame.FrameWriter;
import dev.holdfast.server.transport.Transport;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is to be sent. Frames written during one turn of the event loop leave in one write; frames of other threads are
/// handed over in batches, one wake-up for many.
final class Outbound {
    /// A batch this large is written without waiting for the end of the turn.
    static final int LARGE = 64 * 1024;

    private final ServerConnection connection;
    private @Nullable ByteBuf batch;
    private boolean reading;
    private boolean flushPlanned;
    private boolean ended;
    private long lastSent;
    long bytesSent;
    long messagesSent;

    // Shared with other threads; made when the first of them sends.
    private volatile @Nullable Handover handover;

    Outbound(ServerConnection connection, long now) {
        this.connection = connection;
        this.lastSent = now;
    }

    /// A round of reading is on: what is written goes out at its end, with [#flush()].
    void roundBegins() {
        reading = true;
    }

    /// Where to write frames now; on the event loop only. After writing call [#written()].
    ByteBuf batch(int size) {
        ByteBuf present = batch;
        if (present != null && present.readableBytes() + size > LARGE) {
            writeBatch();
            present = null;
        }
        if (present == null) {
            present = transport().allocator().directBuffer(Math.max(size, connection.share().batchBytes));
            batch = present;
        }
        return present;
    }

    /// Counts a message of the application's that was written, to the batch or as it came from another thread.
    void messageWritten() {
        messagesSent++;
        connection.figures().messagesSent++;
        lastSent =
                reading ? connection.lastReceived() : connection.around().time().nanos();
        connection.messagePassed(lastSent);
    }

    /// Frames were written to the batch.
    void written() {
        if (reading) {
            lastSent = connection.lastReceived();
            return;
        }
        lastSent = connection.around().time().nanos();
        if (!flushPlanned) {
            flushPlanned = true;
            connection.eventLoop().execute(this::flush);
        }
        checkQueue();
    }

    /// A text message of ours, not of the application's.
    void text(String json) {
        FrameWriter.text(batch(FrameWriter.textFrameSize(json)), json);
        written();
    }

    void ping(long payload) {
        FrameWriter.ping(
                batch(FrameWriter.frameSize(Long.BYTES)),
                ByteBuffer.allocate(Long.BYTES).putLong(payload).array());
        written();
    }

    void pong(ByteBuf buffer, int index, int length) {
        FrameWriter.pong(batch(FrameWriter.frameSize(length)), buffer, index, length);
        written();
    }

    /// Takes a whole frame from any thread. Takes over the reference.
    void hand(ByteBuf frame) {
        Handover over = handover();
        if (over.put(frame)) {
            connection.eventLoop().execute(() -> {
                over.begin();
                takeOver();
                flush();
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
        while ((frame = over.take()) != null) {
            if (ended) {
                frame.release();
            } else {
                writeBatch();
                messageWritten();
                write(frame);
            }
        }
    }

    /// Sends what this turn has written.
    void flush() {
        reading = false;
        flushPlanned = false;
        if (ended) {
            return;
        }
        ByteBuf last = takeBatch();
        if (last != null) {
            count(last);
            transport().send(last);
        }
        transport().flush();
        checkQueue();
    }

    /// More than the limit waits for the peer: it is a slow consumer.
    private void checkQueue() {
        if (queuedBytes() > connection.around().options().limits().outboundQueueBytes()) {
            overflow();
        }
    }

    /// The peer takes too little of what waits for it.
    void overflow() {
        connection.end(new Decision.OutboundOverflow(
                queuedBytes(),
                connection.around().options().limits().outboundQueueBytes(),
                connection.blockedFor(),
                transport().sample()));
    }

    /// Sends what is written with the last bytes of all.
    ///
    /// @param endOutput whether our sending side ends with them
    /// @param taken called when the kernel has taken them
    void last(boolean endOutput, Runnable taken) {
        ByteBuf present = Objects.requireNonNull(batch);
        batch = null;
        bytesSent += present.readableBytes();
        connection.figures().bytesSent += present.readableBytes();
        if (endOutput) {
            transport().writeLast(present, taken);
        } else {
            transport().writeNow(present, taken);
        }
    }

    private void writeBatch() {
        ByteBuf present = takeBatch();
        if (present != null) {
            write(present);
        }
    }

    private @Nullable ByteBuf takeBatch() {
        ByteBuf present = batch;
        if (present != null) {
            connection.share().batchBytes = Math.clamp(present.readableBytes(), 256, LARGE);
            batch = null;
        }
        return present;
    }

    private void write(ByteBuf bytes) {
        count(bytes);
        transport().write(bytes);
    }

    private void count(ByteBuf bytes) {
        int size = bytes.readableBytes();
        bytesSent += size;
        connection.figures().bytesSent += size;
    }

    /// Bytes that wait, wherever they do. From any thread a moment old.
    long queuedBytes() {
        Handover over = handover;
        ByteBuf present = batch;
        return transport().queuedBytes()
                + (over == null ? 0 : over.waitingBytes())
                + (present == null ? 0 : present.readableBytes());
    }

    /// When frames were last written.
    long lastSent() {
        return lastSent;
    }

    /// Bytes that the kernel has taken since the beginning.
    long taken() {
        return bytesSent - transport().queuedBytes();
    }

    /// What is still in the hands of other threads' handover.
    long handedOver() {
        Handover over = handover;
        return over == null ? 0 : over.waitingBytes();
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

    private Transport transport() {
        return connection.transport();
    }
}
