package dev.holdfast.server.frame;

import static dev.holdfast.server.frame.Refused.count;
import static dev.holdfast.server.frame.Refused.grouped;

import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.Violation;
import dev.holdfast.core.port.TimeSource;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Turns the bytes of one client into messages and control frames, and refuses what RFC 6455 or the limits refuse.
///
/// One a connection, used by one thread. A frame that is whole within one read is unmasked where it lies and
/// handed on from there: nothing is allocated or copied for it. Of anything unfinished the received bytes are
/// kept, and only those; between messages no buffer is held.
///
/// Every rule is applied at the first byte that can break it, so sizes and opcodes are judged from the header
/// before any payload is there, and cutting the same bytes into reads differently never changes what is delivered.
/// After a violation or the peer's close frame nothing more is delivered.
public final class FrameReader {
    /// What may still be delivered.
    private enum Deliver {
        ALL,
        ONLY_CLOSE,
        NOTHING
    }

    private final FrameLimits limits;
    private final FrameSink sink;
    private final FrameScratch scratch;

    /// While a frame or a message is begun, and within a read.
    private @Nullable FrameHeader header;

    private Deliver deliver = Deliver.ALL;
    private boolean firstFrameRead;
    private long messages;
    private long controlFrames;

    /// A token bucket for pings and pongs that keeps one number: the moment up to which those so far have used up the
    /// steady rate. Each is one interval further; a burst is how far that moment may run ahead of the clock.
    private long controlUsedUpTo;

    /// How many may come beyond that, because they may have waited while nothing was read; of many pauses at most those
    /// of a minute.
    private int controlForgiven;

    /// @param time read at most once in each [#read] that brings a ping or a pong, and not otherwise
    public FrameReader(FrameLimits limits, FrameSink sink, TimeSource time) {
        this(limits, sink, new FrameScratch(time));
    }

    /// @param scratch shared with other readers of the same thread
    public FrameReader(FrameLimits limits, FrameSink sink, FrameScratch scratch) {
        this.limits = limits;
        this.sink = sink;
        this.scratch = scratch;
    }

    /// Reads all readable bytes of `in` and calls the sink for what they complete. Changes these bytes (the mask
    /// is taken off in place) and keeps no reference to `in`, which stays the caller's to release. What the sink
    /// throws comes out of here; the reader then must not be used any more.
    public void read(ByteBuf in) {
        int length = in.readableBytes();
        if (deliver == Deliver.NOTHING || length == 0) {
            in.skipBytes(length);
        } else if (in.nioBufferCount() == 1 && !in.isReadOnly()) {
            parse(in);
        } else {
            // Netty's transports never read into such a buffer; a handler in front of us might hand one over.
            ByteBuf copy = in.alloc().buffer(length).writeBytes(in);
            try {
                parse(copy);
            } finally {
                copy.release();
            }
        }
    }

    /// Whether a message that may be delivered is begun and unfinished, or the first bytes of the connection are
    /// undecided. Control frames neither begin nor finish one: a deadline that is armed when this becomes true,
    /// and again whenever [#messages()] has moved on meanwhile, is not renewed by pings or pongs.
    public boolean midMessage() {
        FrameHeader begun = header;
        return begun != null && deliver == Deliver.ALL && (begun.message.open || begun.ofMessage());
    }

    /// From now on delivers nothing but the peer's close frame (or a violation of the framing): for the time after
    /// our own close frame was sent. Data is discarded unread, so limits no longer apply. Idempotent.
    public void expectClose() {
        if (deliver == Deliver.ALL) {
            deliver = Deliver.ONLY_CLOSE;
            if (header != null) {
                header.liftLimits();
                header.message.release();
            }
        }
    }

    /// From now on delivers nothing, and lets go of what is held. To be called when the connection is gone; within
    /// a callback it discards the rest of that read. Idempotent.
    public void stop() {
        deliver = Deliver.NOTHING;
        if (header != null) {
            header.release();
        }
    }

    /// Messages delivered.
    public long messages() {
        return messages;
    }

    /// Complete pings, pongs and close frames.
    public long controlFrames() {
        return controlFrames;
    }

    private void parse(ByteBuf in) {
        FrameHeader header = this.header;
        if (header == null) {
            header = scratch.take();
            header.begin(limits, !firstFrameRead, deliver == Deliver.ALL);
            this.header = header;
        }
        frames(in, header);
        if (header.idle()) {
            this.header = null;
            scratch.giveBack(header);
        }
    }

    private void frames(ByteBuf in, FrameHeader header) {
        scratch.newRead();
        int at = in.readerIndex();
        int end = in.writerIndex();
        in.readerIndex(end);
        ByteBuffer nio = in.internalNioBuffer(at, end - at);
        int offset = nio.position() - at;
        do {
            // The view is shared with `in`, and a callee that copied from `in` has moved its limits.
            nio.clear();
            if (!header.complete()) {
                at = header.read(nio, at + offset, end + offset) - offset;
                Refused refused = header.refused();
                if (refused != null) {
                    fail(refused.kind(), refused.detail());
                }
            }
            if (header.complete()) {
                int length = (int) Math.min(header.payloadMissing(), end - at);
                payload(header, in, nio, at, at + offset, length);
                at += length;
            }
        } while (at < end && deliver != Deliver.NOTHING);
    }

    private void payload(FrameHeader header, ByteBuf in, ByteBuffer nio, int index, int at, int length) {
        PartialMessage message = header.message;
        int mask = header.mask();
        header.payloadTaken(length);
        if (Opcode.isControl(header.opcode())) {
            Unmask.unmask(nio, at, length, mask);
            control(header, in, index, length);
        } else if (deliver == Deliver.ALL) {
            boolean ascii = Unmask.unmask(nio, at, length, mask);
            if (!message.text || (ascii && message.utf8 == Utf8.ACCEPT) || utf8(message, nio, at, length)) {
                data(header, in, index, length);
            }
        } else if (header.payloadMissing() == 0) {
            dataFrameComplete(header);
        }
    }

    private boolean utf8(PartialMessage message, ByteBuffer nio, int at, int length) {
        int before = message.utf8;
        message.utf8 = Utf8.next(before, nio, at, length);
        if (message.utf8 != Utf8.REJECT) {
            return true;
        }
        // RFC 6455 8.1: "When an endpoint is to interpret a byte stream as UTF-8 but finds that the byte stream is
        // not, in fact, a valid UTF-8 stream, that endpoint MUST _Fail the WebSocket Connection_." Here at once,
        // not at the end of the message.
        int place = message.bytes + Utf8.rejectedAt(before, nio, at);
        fail(Violation.INVALID_UTF8, "byte " + grouped(place) + " of the text");
        return false;
    }

    private void data(FrameHeader header, ByteBuf in, int index, int length) {
        PartialMessage message = header.message;
        message.bytes += length;
        boolean frameComplete = header.payloadMissing() == 0;
        if (frameComplete) {
            dataFrameComplete(header);
        }
        if (!frameComplete || !header.fin()) {
            if (length > 0) {
                int most = header.fin() ? message.bytes + (int) header.payloadMissing() : limits.maxMessageBytes();
                message.held = Held.append(message.held, in, index, length, most);
            }
        } else if (message.text && message.utf8 != Utf8.ACCEPT) {
            fail(Violation.INVALID_UTF8, "the text ends within a character, after " + count(message.bytes, "byte"));
        } else {
            messageComplete(message, in, index, length);
        }
    }

    private void messageComplete(PartialMessage message, ByteBuf in, int index, int length) {
        messages++;
        ByteBuf held = message.held;
        if (held == null) {
            sink.message(message.text, in, index, length);
            return;
        }
        held = Held.append(held, in, index, length, message.bytes);
        // Taken off before the call, so that a callee may stop this reader.
        message.held = null;
        try {
            sink.message(message.text, held, 0, message.bytes);
        } finally {
            held.release();
        }
    }

    private void control(FrameHeader header, ByteBuf in, int index, int length) {
        ByteBuf held = header.heldControl;
        if (header.payloadMissing() > 0) {
            if (length > 0) {
                header.heldControl = Held.append(held, in, index, length, FrameHeader.MAX_CONTROL_PAYLOAD);
            }
            return;
        }
        int opcode = header.opcode();
        frameComplete(header);
        controlFrames++;
        if (held == null) {
            controlComplete(opcode, in, index, length);
            return;
        }
        held = Held.append(held, in, index, length, FrameHeader.MAX_CONTROL_PAYLOAD);
        header.heldControl = null;
        try {
            controlComplete(opcode, held, 0, held.writerIndex());
        } finally {
            held.release();
        }
    }

    private void controlComplete(int opcode, ByteBuf buffer, int index, int length) {
        if (opcode == Opcode.CLOSE) {
            closeComplete(buffer, index, length);
        } else if (deliver == Deliver.ALL) {
            if (!controlAccepted()) {
                fail(
                        Violation.CONTROL_FLOOD,
                        "control frame " + grouped(controlFrames) + " came faster than the limit of "
                                + grouped(limits.controlFramesPerSecond()) + " a second after a burst of "
                                + grouped(limits.controlFrameBurst()));
            } else if (opcode == Opcode.PING) {
                sink.ping(buffer, index, length);
            } else {
                sink.pong(buffer, index, length);
            }
        }
    }

    /// Nothing was read for a while, not because the peer was silent: the control frames that it was allowed to send
    /// meanwhile come at once.
    public void heldBack(long nanos) {
        long allowed = nanos / limits.controlInterval();
        long together = Math.min(controlForgiven + allowed, 60L * limits.controlFramesPerSecond());
        controlForgiven = (int) Math.min(Math.max(allowed, together), Integer.MAX_VALUE);
    }

    private boolean controlAccepted() {
        long now = scratch.now();
        // Differences only: a monotonic clock may stand anywhere, also where it is about to wrap.
        if (controlFrames == 1 || controlUsedUpTo - now < 0) {
            controlUsedUpTo = now;
        }
        if (controlUsedUpTo - now > (limits.controlFrameBurst() - 1) * limits.controlInterval()) {
            return controlForgiven-- > 0;
        }
        controlUsedUpTo += limits.controlInterval();
        return true;
    }

    private void closeComplete(ByteBuf buffer, int index, int length) {
        if (length == 0) {
            stop();
            sink.close(CloseFrame.EMPTY);
            return;
        }
        CloseCode code = new CloseCode(buffer.getUnsignedShort(index));
        if (!code.allowedOnWire()) {
            fail(Violation.CLOSE_CODE, "code " + code.value());
            return;
        }
        int state = Utf8.ACCEPT;
        for (int at = index + 2; at < index + length; at++) {
            state = Utf8.next(state, buffer.getByte(at));
        }
        if (state != Utf8.ACCEPT) {
            fail(Violation.INVALID_UTF8, "the reason of a close frame with code " + code.value());
            return;
        }
        stop();
        sink.close(CloseFrame.of(code, buffer.toString(index + 2, length - 2, StandardCharsets.UTF_8)));
    }

    private void dataFrameComplete(FrameHeader header) {
        frameComplete(header);
        header.message.open = !header.fin();
    }

    private void frameComplete(FrameHeader header) {
        firstFrameRead = true;
        header.expectNextFrame();
    }

    private void fail(Violation kind, String detail) {
        stop();
        sink.violation(kind, detail);
    }
}
