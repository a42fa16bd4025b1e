package dev.holdfast.proxy.frame;

import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.Violation;
import dev.holdfast.server.frame.HttpText;
import dev.holdfast.server.frame.Opcode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads the frame headers (RFC 6455 5.2) of one direction in passing, wherever its bytes are cut. It changes nothing
/// and refuses nothing: what breaks the protocol is told once and goes on to its receiver, whose matter it is. Payload
/// is skipped, but for that of close frames.
///
/// Where the length of a frame can't be known, nothing after it can be: then it is deaf for good, and only bytes pass.
public final class FrameScanner {
    private static final int MAX_CONTROL_PAYLOAD = 125;
    private static final int LONGEST_HEADER = 14;
    private static final int RSV1 = 0x40;
    private static final int RSV = 0x70;

    /// What the next byte is.
    private enum Next {
        /// The stream's first bytes, which may be HTTP.
        BEGINNING,
        OPCODE,
        LENGTH,
        LONG_LENGTH,
        MASK,
        PAYLOAD,
        DEAF
    }

    private final boolean fromClient;
    private final FrameEvents events;
    private int reservedAllowed;

    private Next next = Next.BEGINNING;
    private int firstByte;
    private boolean masked;
    private int missing;
    private int longBytes;
    private long word;
    private int mask;
    private long payload;

    private boolean messageOpen;
    private boolean flawed;
    private byte @Nullable [] close;
    private boolean closed;
    private int closeBytes;

    private long messages;
    private long controls;
    private int lastOpcode = -1;

    /// @param fromClient whether frames must be masked (RFC 6455 5.1)
    public FrameScanner(boolean fromClient, FrameEvents events) {
        this.fromClient = fromClient;
        this.events = events;
    }

    /// Which reserved bits the negotiated extensions use: that of permessage-deflate is the first; of another extension
    /// nothing is known, so all may be set.
    public void allow(boolean deflate, boolean other) {
        reservedAllowed = other ? RSV : deflate ? RSV1 : 0;
    }

    /// Whole data messages that have passed.
    public long messages() {
        return messages;
    }

    /// Whole pings and pongs that have passed.
    public long controls() {
        return controls;
    }

    /// The opcode of the last frame whose header has passed whole; -1 where there was none.
    public int lastOpcode() {
        return lastOpcode;
    }

    /// Whether the last byte was the last of a frame: here another frame could be put in.
    public boolean atBoundary() {
        return next == Next.OPCODE || (next == Next.BEGINNING && missing == 0);
    }

    /// Whether a message or a frame is begun and not finished.
    public boolean insideMessage() {
        return messageOpen || (!atBoundary() && next != Next.DEAF);
    }

    /// Whether a whole close frame has passed, behind which no other frame may come.
    public boolean closed() {
        return closed;
    }

    /// Looks at the readable bytes, which stay as they are.
    public void scan(ByteBuf in) {
        int at = in.readerIndex();
        int end = in.writerIndex();
        while (at < end) {
            at = advance(in, at, end);
        }
    }

    /// Looks at bytes up to the end of the frame that they begin or go on with.
    ///
    /// @return the index behind the last byte looked at: a boundary of frames, or `end`
    public int scanFrame(ByteBuf in, int from, int end) {
        int at = advance(in, from, end);
        while (at < end && !atBoundary()) {
            at = advance(in, at, end);
        }
        return at;
    }

    private int advance(ByteBuf in, int from, int end) {
        return next == Next.OPCODE && end - from >= LONGEST_HEADER ? header(in, from) : step(in, from, end);
    }

    /// A header that is there whole, as nearly all are. Where it is one of a whole message and as it should be, it is
    /// read at once; what else it is, byte by byte.
    private int header(ByteBuf in, int from) {
        int head = in.getUnsignedShort(from);
        int first = head >> 8;
        int opcode = first & 0x0F;
        int code = head & 0x7F;
        boolean plain = (first & 0x80) != 0
                && (first & RSV & ~reservedAllowed) == 0
                && (opcode == Opcode.TEXT || opcode == Opcode.BINARY)
                && !messageOpen
                && ((head & 0x80) != 0) == fromClient;
        int size = code == 126 ? in.getUnsignedShort(from + 2) : code;
        if (!plain || code == 127 || (code == 126 && size < 126)) {
            return step(in, from, from + 1);
        }
        firstByte = first;
        masked = fromClient;
        payload = size;
        header();
        return from + 2 + (code == 126 ? 2 : 0) + (fromClient ? 4 : 0);
    }

    private int step(ByteBuf in, int from, int end) {
        if (next == Next.PAYLOAD) {
            int taken = (int) Math.min(payload, end - from);
            if (close != null) {
                keep(in, from, taken);
            }
            payload -= taken;
            if (payload == 0) {
                complete();
            }
            return from + taken;
        }
        if (next == Next.DEAF) {
            return end;
        }
        octet(in.getByte(from) & 0xFF);
        return from + 1;
    }

    private void octet(int octet) {
        switch (next) {
            case BEGINNING -> beginning(octet);
            case OPCODE -> {
                firstByte = octet;
                next = Next.LENGTH;
            }
            case LENGTH -> length(octet);
            case LONG_LENGTH -> {
                word = word << 8 | octet;
                if (--missing == 0) {
                    longLength();
                }
            }
            case MASK -> {
                word = word << 8 | octet;
                if (--missing == 0) {
                    mask = (int) word;
                    header();
                }
            }
            case PAYLOAD, DEAF -> throw new AssertionError("payload bytes are not read one by one");
        }
    }

    /// Every beginning of HTTP breaks the framing rules in its first two bytes, so nothing legal waits here for long.
    private void beginning(int octet) {
        word = word << 8 | octet;
        missing++;
        if (HttpText.certain(word, missing)) {
            flaw(
                    Violation.HTTP_AFTER_UPGRADE,
                    (octet == '/' ? "an HTTP answer" : "an HTTP request") + " where the first frame was expected");
            next = Next.DEAF;
        } else if (!HttpText.possible(word, missing)) {
            ByteBuf again = Unpooled.buffer(missing);
            for (int i = missing - 1; i >= 0; i--) {
                again.writeByte((int) (word >>> (8 * i)));
            }
            next = Next.OPCODE;
            scan(again);
        }
    }

    private void length(int octet) {
        int opcode = firstByte & 0x0F;
        judgeFirstByte(opcode);
        masked = (octet & 0x80) != 0;
        if (masked != fromClient) {
            flaw(
                    fromClient ? Violation.UNMASKED_FRAME : Violation.MASKED_FRAME,
                    hex(opcode) + (fromClient ? " without a mask" : " with a mask"));
        }
        int code = octet & 0x7F;
        if (Opcode.isControl(opcode)) {
            if (code > MAX_CONTROL_PAYLOAD) {
                flaw(Violation.CONTROL_TOO_LONG, hex(opcode) + " with a length of more than 125 bytes");
            }
            if (opcode == Opcode.CLOSE && code == 1) {
                flaw(Violation.CLOSE_PAYLOAD, "payload of 1 byte");
            }
        }
        word = 0;
        if (code < 126) {
            payload = code;
            afterLength();
        } else {
            longBytes = code == 126 ? 2 : 8;
            missing = longBytes;
            next = Next.LONG_LENGTH;
        }
    }

    private void judgeFirstByte(int opcode) {
        int reserved = firstByte & RSV & ~reservedAllowed;
        if (reserved != 0) {
            flaw(Violation.RESERVED_BIT, "RSV bits " + (firstByte >> 4 & 7) + " in a frame with " + hex(opcode));
        }
        boolean fin = (firstByte & 0x80) != 0;
        switch (opcode) {
            case Opcode.CONTINUATION -> {
                if (!messageOpen) {
                    flaw(Violation.CONTINUATION_WITHOUT_START, hex(opcode) + " with no message begun");
                }
            }
            case Opcode.TEXT, Opcode.BINARY -> {
                if (messageOpen) {
                    flaw(Violation.MESSAGE_INSIDE_MESSAGE, hex(opcode) + " inside a message");
                }
            }
            case Opcode.CLOSE, Opcode.PING, Opcode.PONG -> {
                if (!fin) {
                    flaw(Violation.CONTROL_FRAGMENTED, hex(opcode) + " without FIN");
                }
            }
            default -> flaw(Violation.UNKNOWN_OPCODE, hex(opcode));
        }
    }

    private void longLength() {
        boolean eight = longBytes == 8;
        payload = word;
        if (payload < 0) {
            flaw(Violation.LENGTH_ENCODING, "64-bit length with its highest bit set");
            next = Next.DEAF;
            return;
        }
        if (payload < (eight ? 65_536 : 126)) {
            flaw(Violation.LENGTH_ENCODING, "length " + payload + " in " + (eight ? 64 : 16) + " bits");
        }
        afterLength();
    }

    private void afterLength() {
        word = 0;
        if (masked) {
            missing = 4;
            next = Next.MASK;
        } else {
            mask = 0;
            header();
        }
    }

    private void header() {
        int opcode = firstByte & 0x0F;
        lastOpcode = opcode;
        close = opcode == Opcode.CLOSE && payload <= MAX_CONTROL_PAYLOAD ? new byte[(int) payload] : null;
        closeBytes = 0;
        next = Next.PAYLOAD;
        if (payload == 0) {
            complete();
        }
    }

    private void keep(ByteBuf in, int at, int length) {
        byte[] kept = close;
        if (kept == null) {
            return;
        }
        for (int i = 0; i < length; i++) {
            int shift = 24 - 8 * (closeBytes & 3);
            kept[closeBytes] = (byte) (in.getByte(at + i) ^ (mask >>> shift));
            closeBytes++;
        }
    }

    /// A frame has passed whole.
    private void complete() {
        next = Next.OPCODE;
        boolean fin = (firstByte & 0x80) != 0;
        int opcode = firstByte & 0x0F;
        if (!Opcode.isControl(opcode)) {
            messageOpen = !fin;
            if (fin) {
                messages++;
            }
        } else if (opcode == Opcode.CLOSE) {
            byte[] kept = close;
            close = null;
            closed(kept == null ? new byte[0] : kept);
        } else {
            controls++;
            events.control(opcode);
        }
    }

    private void closed(byte[] kept) {
        closed = true;
        if (kept.length < 2) {
            events.close(CloseFrame.EMPTY);
            return;
        }
        CloseCode code = new CloseCode((kept[0] & 0xFF) << 8 | (kept[1] & 0xFF));
        if (!code.allowedOnWire()) {
            flaw(Violation.CLOSE_CODE, "close code " + code);
        }
        events.close(CloseFrame.of(code, new String(kept, 2, kept.length - 2, StandardCharsets.UTF_8)));
    }

    private void flaw(Violation kind, String detail) {
        if (!flawed) {
            flawed = true;
            events.flaw(kind, detail);
        }
    }

    private static String hex(int opcode) {
        return "opcode 0x" + Integer.toHexString(opcode).toUpperCase(Locale.ROOT);
    }
}
