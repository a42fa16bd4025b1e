package dev.holdfast.server.frame;

import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.Violation;
import dev.holdfast.core.port.TimeSource;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Turns the bytes of one client into messages and control frames, and refuses what RFC 6455 or the limits refuse.
///
/// One a connection, used by one thread. A frame that is whole within one read is unmasked where it lies and
/// handed on from there: nothing is allocated or copied for it. Of anything unfinished the received bytes are
/// kept, and only those; between messages no buffer is held.
///
/// Every rule is applied at the first byte that can break it, so sizes and opcodes are judged from the header
/// before any payload is there, and cutting the same bytes into reads differently never changes what is delivered.
/// After a violation or the peer's close frame nothing more is delivered; bytes are still counted.
public final class FrameReader {
    /// What the next byte is.
    private enum Next {
        OPCODE,
        /// More of what looks like HTTP where the first frame should be.
        HTTP_TEXT,
        LENGTH,
        LONG_LENGTH,
        MASK,
        PAYLOAD
    }

    /// What may still be delivered.
    private enum Deliver {
        ALL,
        ONLY_CLOSE,
        NOTHING
    }

    private static final int SHORT_HEADER = 6;
    private static final int TWO_BYTE_LENGTH = 126;
    private static final int MAX_CONTROL_PAYLOAD = 125;

    private final FrameLimits limits;
    private final FrameSink sink;
    private final ControlRate controlRate;

    private Next next = Next.OPCODE;
    private Deliver deliver = Deliver.ALL;

    // The header that is being read, byte by byte where it is cut.
    private long word;
    private int wordBytes;
    private int wordBytesMissing;

    // The frame whose header was read.
    private int opcode;
    private boolean fin;
    private int mask;
    private long payloadMissing;
    private @Nullable ByteBuf heldControl;

    // The message it belongs to.
    private boolean messageOpen;
    private boolean text;
    private int utf8;
    private int messageBytes;
    private int fragments;
    private @Nullable ByteBuf heldMessage;

    private long bytes;
    private long frames;
    private long messages;
    private long controlFrames;

    /// @param time read at most once in each [#read] that brings a ping or a pong, and not otherwise
    public FrameReader(FrameLimits limits, FrameSink sink, TimeSource time) {
        this.limits = limits;
        this.sink = sink;
        this.controlRate = new ControlRate(limits, time);
    }

    /// Reads all readable bytes of `in` and calls the sink for what they complete. Changes these bytes (the mask
    /// is taken off in place) and keeps no reference to `in`, which stays the caller's to release. What the sink
    /// throws comes out of here; the reader then must not be used any more.
    public void read(ByteBuf in) {
        int length = in.readableBytes();
        bytes += length;
        if (deliver == Deliver.NOTHING || length == 0) {
            in.skipBytes(length);
        } else if (in.nioBufferCount() == 1 && !in.isReadOnly()) {
            controlRate.newRead();
            parse(in);
        } else {
            // Netty's transports never read into such a buffer; a handler in front of us might hand one over.
            ByteBuf copy = in.alloc().buffer(length).writeBytes(in);
            try {
                controlRate.newRead();
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
        return deliver == Deliver.ALL && (messageOpen || (next != Next.OPCODE && !Opcode.isControl(opcode)));
    }

    /// From now on delivers nothing but the peer's close frame (or a violation of the framing): for the time after
    /// our own close frame was sent. Data is discarded unread, so limits no longer apply. Idempotent.
    public void expectClose() {
        if (deliver == Deliver.ALL) {
            deliver = Deliver.ONLY_CLOSE;
            releaseMessage();
        }
    }

    /// From now on delivers nothing, and lets go of what is held. To be called when the connection is gone; within a
    /// callback it discards the rest of that read. Idempotent.
    public void stop() {
        deliver = Deliver.NOTHING;
        releaseMessage();
        ByteBuf control = heldControl;
        if (control != null) {
            heldControl = null;
            control.release();
        }
    }

    /// Bytes received, whatever became of them.
    public long bytes() {
        return bytes;
    }

    /// Complete frames of every kind.
    public long frames() {
        return frames;
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
        int at = in.readerIndex();
        int end = in.writerIndex();
        in.readerIndex(end);
        ByteBuffer nio = in.internalNioBuffer(at, end - at);
        int offset = nio.position() - at;
        do {
            // The view is shared with `in`, and a callee that copied from `in` has moved its limits.
            nio.clear();
            if (next != Next.PAYLOAD) {
                at = header(nio, at + offset, end + offset) - offset;
            }
            if (next == Next.PAYLOAD && deliver != Deliver.NOTHING) {
                int length = (int) Math.min(payloadMissing, end - at);
                payload(in, nio, at, at + offset, length);
                at += length;
            }
        } while (at < end && deliver != Deliver.NOTHING);
    }

    // ---- headers

    /// Reads a header as far as it is there; `next` is PAYLOAD when it is complete.
    ///
    /// @return where to go on
    private int header(ByteBuffer nio, int from, int end) {
        int at = from;
        // The very first frame goes byte by byte, because it might be HTTP.
        if (next == Next.OPCODE && end - at >= SHORT_HEADER && frames > 0) {
            int head = nio.getShort(at);
            int code = head & 0x7F;
            if (code < TWO_BYTE_LENGTH) {
                if (firstByte(head >> 8) && secondByte(head) && length(code, 0)) {
                    mask = nio.getInt(at + 2);
                    next = Next.PAYLOAD;
                }
                return at + SHORT_HEADER;
            }
            if (code == TWO_BYTE_LENGTH && end - at >= SHORT_HEADER + 2) {
                if (firstByte(head >> 8) && secondByte(head) && length(nio.getShort(at + 2) & 0xFFFF, 126)) {
                    mask = nio.getInt(at + 4);
                    next = Next.PAYLOAD;
                }
                return at + SHORT_HEADER + 2;
            }
        }
        while (at < end && next != Next.PAYLOAD && deliver != Deliver.NOTHING) {
            headerByte(nio.get(at++) & 0xFF);
        }
        return at;
    }

    private void headerByte(int octet) {
        switch (next) {
            case OPCODE -> {
                word = octet;
                wordBytes = 1;
                if (frames == 0 && HttpText.possible(octet, 1)) {
                    opcode = Opcode.CONTINUATION; // no control frame: a deadline may run while this is undecided
                    next = Next.HTTP_TEXT;
                } else if (firstByte(octet)) {
                    next = Next.LENGTH;
                }
            }
            case HTTP_TEXT -> {
                word = word << 8 | octet;
                wordBytes++;
                if (HttpText.certain(word, wordBytes)) {
                    fail(Violation.HTTP_AFTER_UPGRADE, "an HTTP start line where the first frame was expected");
                } else if (!HttpText.possible(word, wordBytes)) {
                    firstByte((int) (word >>> ((wordBytes - 1) * 8)));
                }
            }
            case LENGTH -> {
                int code = octet & 0x7F;
                if (!secondByte(octet)) {
                    return;
                }
                if (code >= TWO_BYTE_LENGTH) {
                    await(Next.LONG_LENGTH, code == TWO_BYTE_LENGTH ? 2 : 8);
                } else if (length(code, 0)) {
                    await(Next.MASK, 4);
                }
            }
            case LONG_LENGTH -> {
                if (wordComplete(octet) && length(word, wordBytes == 2 ? 126 : 65_536)) {
                    await(Next.MASK, 4);
                }
            }
            case MASK -> {
                if (wordComplete(octet)) {
                    mask = (int) word;
                    next = Next.PAYLOAD;
                }
            }
            case PAYLOAD -> throw new AssertionError("payload bytes are not read one by one");
        }
    }

    private void await(Next what, int size) {
        next = what;
        word = 0;
        wordBytes = size;
        wordBytesMissing = size;
    }

    private boolean wordComplete(int octet) {
        word = word << 8 | octet;
        return --wordBytesMissing == 0;
    }

    private boolean firstByte(int octet) {
        // RFC 6455 5.2: RSV "MUST be 0 unless an extension is negotiated that defines meanings for non-zero
        // values. If a nonzero value is received and none of the negotiated extensions defines the meaning of such
        // a nonzero value, the receiving endpoint MUST _Fail the WebSocket Connection_."
        if ((octet & 0x70) != 0) {
            return fail(
                    Violation.RESERVED_BIT, "RSV bits " + (octet >> 4 & 7) + ", expected 0 as no extension is used");
        }
        opcode = octet & 0x0F;
        fin = (octet & 0x80) != 0;
        switch (opcode) {
            case Opcode.CONTINUATION -> {
                return messageOpen || fail(Violation.CONTINUATION_WITHOUT_START, "opcode 0x0 with no message begun");
            }
            case Opcode.TEXT, Opcode.BINARY -> {
                // RFC 6455 5.4: "The fragments of one message MUST NOT be interleaved between the fragments of
                // another message unless an extension has been negotiated that can interpret the interleaving."
                if (messageOpen) {
                    return fail(
                            Violation.MESSAGE_INSIDE_MESSAGE,
                            "opcode " + hex(opcode) + " after " + count(fragments, "frame") + " of an open message");
                }
                text = opcode == Opcode.TEXT;
                utf8 = Utf8.ACCEPT;
                messageBytes = 0;
                fragments = 0;
                return true;
            }
            case Opcode.CLOSE, Opcode.PING, Opcode.PONG -> {
                // RFC 6455 5.5: "All control frames MUST have a payload length of 125 bytes or less and MUST NOT
                // be fragmented."
                return fin || fail(Violation.CONTROL_FRAGMENTED, "opcode " + hex(opcode) + " without FIN");
            }
            default -> {
                return fail(Violation.UNKNOWN_OPCODE, "opcode " + hex(opcode));
            }
        }
    }

    private boolean secondByte(int octet) {
        // RFC 6455 5.1: "The server MUST close the connection upon receiving a frame that is not masked."
        if ((octet & 0x80) == 0) {
            return fail(Violation.UNMASKED_FRAME, "opcode " + hex(opcode) + " without a mask");
        }
        int code = octet & 0x7F;
        if (Opcode.isControl(opcode)) {
            if (code > MAX_CONTROL_PAYLOAD) {
                return fail(
                        Violation.CONTROL_TOO_LONG,
                        "opcode " + hex(opcode) + " with a length of more than 125 bytes, limit 125");
            }
            // RFC 6455 5.5.1: "If there is a body, the first two bytes of the body MUST be a 2-byte unsigned
            // integer"
            return opcode != Opcode.CLOSE
                    || code != 1
                    || fail(Violation.CLOSE_PAYLOAD, "payload of 1 byte, expected none or 2 to 125");
        }
        if (deliver != Deliver.ALL) {
            return true;
        }
        if (!text && !limits.binaryAccepted()) {
            return fail(Violation.BINARY_NOT_SUPPORTED, "opcode " + hex(opcode) + ", only text is accepted here");
        }
        return ++fragments <= limits.maxFragments()
                || fail(
                        Violation.TOO_MANY_FRAGMENTS,
                        grouped(fragments) + " frames, limit " + grouped(limits.maxFragments()));
    }

    private boolean length(long length, int smallest) {
        // RFC 6455 5.2: "the minimal number of bytes MUST be used to encode the length", and of a 64-bit length
        // "the most significant bit MUST be 0", which makes it negative here.
        if (length < smallest) {
            return fail(
                    Violation.LENGTH_ENCODING,
                    length < 0
                            ? "64-bit length with its highest bit set"
                            : "length " + grouped(length) + " in " + (smallest == 126 ? 16 : 64) + " bits");
        }
        if (deliver == Deliver.ALL && !Opcode.isControl(opcode) && length > limits.maxMessageBytes() - messageBytes) {
            return fail(Violation.MESSAGE_TOO_BIG, tooBig(length));
        }
        payloadMissing = length;
        return true;
    }

    private String tooBig(long length) {
        String limit = ", limit " + grouped(limits.maxMessageBytes());
        return fragments == 1
                ? "payload of " + grouped(length) + " bytes" + limit
                : "payload of " + grouped(length) + " bytes after " + grouped(messageBytes) + " in earlier fragments"
                        + limit;
    }

    // ---- payloads

    private void payload(ByteBuf in, ByteBuffer nio, int index, int at, int length) {
        payloadMissing -= length;
        if (Opcode.isControl(opcode)) {
            Unmask.unmask(nio, at, length, mask);
            mask = Unmask.rotate(mask, length);
            control(in, index, length);
        } else if (deliver == Deliver.ALL) {
            data(in, nio, index, at, length);
        } else if (payloadMissing == 0) {
            frameComplete();
            messageOpen = !fin;
        }
    }

    private void data(ByteBuf in, ByteBuffer nio, int index, int at, int length) {
        boolean ascii = Unmask.unmask(nio, at, length, mask);
        // RFC 6455 8.1: "the endpoint MUST _Fail the WebSocket Connection_" for bytes that are not UTF-8; here at
        // once, not at the end of the message.
        if (text && !(ascii && utf8 == Utf8.ACCEPT)) {
            int before = utf8;
            utf8 = Utf8.next(before, nio, at, length);
            if (utf8 == Utf8.REJECT) {
                fail(
                        Violation.INVALID_UTF8,
                        "byte " + grouped(messageBytes + badOctet(nio, at, before)) + " of the text");
                return;
            }
        }
        messageBytes += length;
        boolean frameComplete = payloadMissing == 0;
        if (frameComplete) {
            frameComplete();
            messageOpen = !fin;
        } else {
            mask = Unmask.rotate(mask, length);
        }
        if (!frameComplete || !fin) {
            if (length > 0) {
                int most = fin ? messageBytes + (int) payloadMissing : limits.maxMessageBytes();
                heldMessage = Held.append(heldMessage, in, index, length, most);
            }
        } else if (text && utf8 != Utf8.ACCEPT) {
            fail(Violation.INVALID_UTF8, "the text ends within a character, after " + count(messageBytes, "byte"));
        } else {
            messageComplete(in, index, length);
        }
    }

    private void messageComplete(ByteBuf in, int index, int length) {
        messages++;
        ByteBuf held = heldMessage;
        if (held == null) {
            sink.message(text, in, index, length);
            return;
        }
        held = Held.append(held, in, index, length, messageBytes);
        // Taken off before the call, so that a callee may stop this reader.
        heldMessage = null;
        try {
            sink.message(text, held, 0, messageBytes);
        } finally {
            held.release();
        }
    }

    private void control(ByteBuf in, int index, int length) {
        ByteBuf held = heldControl;
        if (payloadMissing > 0) {
            if (length > 0) {
                heldControl = Held.append(held, in, index, length, MAX_CONTROL_PAYLOAD);
            }
            return;
        }
        frameComplete();
        controlFrames++;
        if (held == null) {
            controlComplete(in, index, length);
            return;
        }
        held = Held.append(held, in, index, length, MAX_CONTROL_PAYLOAD);
        heldControl = null;
        try {
            controlComplete(held, 0, held.writerIndex());
        } finally {
            held.release();
        }
    }

    private void controlComplete(ByteBuf buffer, int index, int length) {
        if (opcode == Opcode.CLOSE) {
            closeComplete(buffer, index, length);
        } else if (deliver == Deliver.ALL) {
            if (!controlRate.accepts()) {
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

    private void frameComplete() {
        frames++;
        next = Next.OPCODE;
    }

    // ---- failing

    /// @return false, for the checks that end with it
    private boolean fail(Violation kind, String detail) {
        stop();
        sink.violation(kind, detail);
        return false;
    }

    private void releaseMessage() {
        ByteBuf message = heldMessage;
        if (message != null) {
            heldMessage = null;
            message.release();
        }
    }

    /// Where, counted from 1, the octet is that led to [Utf8#REJECT].
    private static int badOctet(ByteBuffer nio, int from, int before) {
        int state = before;
        int at = from;
        while (state != Utf8.REJECT) {
            state = Utf8.next(state, nio.get(at++));
        }
        return at - from;
    }

    private static String hex(int opcode) {
        return "0x" + Integer.toHexString(opcode).toUpperCase(Locale.ROOT);
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String count(long number, String noun) {
        return grouped(number) + " " + noun + (number == 1 ? "" : "s");
    }
}
