package dev.holdfast.server.frame;

import static dev.holdfast.server.frame.Refused.count;
import static dev.holdfast.server.frame.Refused.grouped;
import static dev.holdfast.server.frame.Refused.hex;

import dev.holdfast.core.evidence.Violation;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The header of the frame that is coming in (RFC 6455 5.2), and every rule that can be judged by it. Each is
/// applied at the first byte that can break it, and the connection's first bytes are looked at for HTTP.
final class FrameHeader {
    static final int MAX_CONTROL_PAYLOAD = 125;

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

    private static final int SHORTEST = 6;
    private static final int TWO_BYTE_LENGTH = 126;
    private static final int FIRST_TWO_BYTE_LENGTH = 126;
    private static final int FIRST_EIGHT_BYTE_LENGTH = 65_536;

    /// The message that its frame belongs to.
    final PartialMessage message = new PartialMessage();

    /// The payload so far of a control frame whose rest has not come.
    @Nullable
    ByteBuf heldControl;

    private FrameLimits limits = FrameLimits.DEFAULT;
    private Next next = Next.OPCODE;
    private boolean firstFrame = true;
    private boolean limited = true;

    // What is read byte by byte where a header is cut.
    private long word;
    private int wordBytes;
    private int wordBytesMissing;

    private int opcode;
    private boolean fin;
    private int mask;
    private long payloadMissing;
    private @Nullable Refused refused;

    /// Gets ready for the frames of a reader that stands between two messages.
    ///
    /// @param first whether its first frame is still to come
    /// @param limited whether limits apply, or only the framing is judged
    void begin(FrameLimits ofReader, boolean first, boolean limitsApply) {
        limits = ofReader;
        firstFrame = first;
        limited = limitsApply;
    }

    /// Whether nothing is begun, neither a frame nor a message, and no rule was broken: fit for another reader.
    boolean idle() {
        return next == Next.OPCODE && !message.open && refused == null;
    }

    /// Reads as much of the header as there is, to its end, or to the byte that breaks a rule.
    ///
    /// @return where to go on
    int read(ByteBuffer nio, int from, int end) {
        int at = from;
        if (next == Next.OPCODE && end - at >= SHORTEST && !firstFrame) {
            // The usual header, whole: two words at once. The connection's first goes byte by byte, it may be
            // HTTP.
            int head = nio.getShort(at);
            int code = head & 0x7F;
            if (code < TWO_BYTE_LENGTH) {
                if (firstByte(head >> 8) && secondByte(head) && length(code, 0)) {
                    complete(nio.getInt(at + 2));
                }
                return at + SHORTEST;
            }
            if (code == TWO_BYTE_LENGTH && end - at >= SHORTEST + 2) {
                if (firstByte(head >> 8)
                        && secondByte(head)
                        && length(nio.getShort(at + 2) & 0xFFFF, FIRST_TWO_BYTE_LENGTH)) {
                    complete(nio.getInt(at + 4));
                }
                return at + SHORTEST + 2;
            }
        }
        while (at < end && next != Next.PAYLOAD && refused == null) {
            octet(nio.get(at++) & 0xFF);
        }
        return at;
    }

    /// Whether all of it is there and no rule is broken: the next byte is payload, if there is any.
    boolean complete() {
        return next == Next.PAYLOAD;
    }

    /// Whether some of it, or all, is there of a frame that belongs to a message, or might.
    boolean ofMessage() {
        return next != Next.OPCODE && !Opcode.isControl(opcode);
    }

    /// The rule that was broken, if one was. Nothing more can be read then.
    @Nullable
    Refused refused() {
        return refused;
    }

    int opcode() {
        return opcode;
    }

    boolean fin() {
        return fin;
    }

    /// The mask for the next byte of payload.
    int mask() {
        return mask;
    }

    /// Payload bytes still to come.
    long payloadMissing() {
        return payloadMissing;
    }

    void payloadTaken(int length) {
        payloadMissing -= length;
        mask = Unmask.rotate(mask, length);
    }

    void expectNextFrame() {
        next = Next.OPCODE;
        firstFrame = false;
    }

    /// From now on only the framing is judged: what comes is not kept.
    void liftLimits() {
        limited = false;
    }

    /// Lets go of all payload.
    void release() {
        message.release();
        ByteBuf buffer = heldControl;
        if (buffer != null) {
            heldControl = null;
            buffer.release();
        }
    }

    private void octet(int octet) {
        switch (next) {
            case OPCODE -> {
                word = octet;
                wordBytes = 1;
                if (firstFrame && HttpText.possible(octet, 1)) {
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
                    refuse(Violation.HTTP_AFTER_UPGRADE, "an HTTP start line where the first frame was expected");
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
                if (wordComplete(octet)
                        && length(word, wordBytes == 2 ? FIRST_TWO_BYTE_LENGTH : FIRST_EIGHT_BYTE_LENGTH)) {
                    await(Next.MASK, 4);
                }
            }
            case MASK -> {
                if (wordComplete(octet)) {
                    complete((int) word);
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

    private void complete(int maskRead) {
        mask = maskRead;
        next = Next.PAYLOAD;
    }

    // ---- the rules

    private boolean firstByte(int octet) {
        // RFC 6455 5.2: RSV "MUST be 0 unless an extension is negotiated that defines meanings for non-zero
        // values. If a nonzero value is received and none of the negotiated extensions defines the meaning of such
        // a nonzero value, the receiving endpoint MUST _Fail the WebSocket Connection_."
        if ((octet & 0x70) != 0) {
            return refuse(
                    Violation.RESERVED_BIT, "RSV bits " + (octet >> 4 & 7) + ", expected 0 as no extension is used");
        }
        opcode = octet & 0x0F;
        fin = (octet & 0x80) != 0;
        switch (opcode) {
            case Opcode.CONTINUATION -> {
                return message.open || refuse(Violation.CONTINUATION_WITHOUT_START, "opcode 0x0 with no message begun");
            }
            case Opcode.TEXT, Opcode.BINARY -> {
                // RFC 6455 5.4: "The fragments of one message MUST NOT be interleaved between the fragments of
                // another message unless an extension has been negotiated that can interpret the interleaving."
                if (message.open) {
                    return refuse(
                            Violation.MESSAGE_INSIDE_MESSAGE,
                            "opcode " + hex(opcode) + " after " + count(message.fragments, "frame")
                                    + " of an open message");
                }
                message.begin(opcode == Opcode.TEXT);
                return true;
            }
            case Opcode.CLOSE, Opcode.PING, Opcode.PONG -> {
                // RFC 6455 5.5: "All control frames MUST have a payload length of 125 bytes or less and MUST NOT
                // be fragmented."
                return fin || refuse(Violation.CONTROL_FRAGMENTED, "opcode " + hex(opcode) + " without FIN");
            }
            default -> {
                return refuse(Violation.UNKNOWN_OPCODE, "opcode " + hex(opcode));
            }
        }
    }

    private boolean secondByte(int octet) {
        // RFC 6455 5.1: "The server MUST close the connection upon receiving a frame that is not masked."
        if ((octet & 0x80) == 0) {
            return refuse(Violation.UNMASKED_FRAME, "opcode " + hex(opcode) + " without a mask");
        }
        int code = octet & 0x7F;
        if (Opcode.isControl(opcode)) {
            if (code > MAX_CONTROL_PAYLOAD) {
                return refuse(
                        Violation.CONTROL_TOO_LONG,
                        "opcode " + hex(opcode) + " with a length of more than 125 bytes, limit 125");
            }
            // RFC 6455 5.5.1: "If there is a body, the first two bytes of the body MUST be a 2-byte unsigned
            // integer"
            return opcode != Opcode.CLOSE
                    || code != 1
                    || refuse(Violation.CLOSE_PAYLOAD, "payload of 1 byte, expected none or 2 to 125");
        }
        if (!limited) {
            return true;
        }
        if (!message.text && !limits.binaryAccepted()) {
            return refuse(Violation.BINARY_NOT_SUPPORTED, "opcode " + hex(opcode) + ", only text is accepted here");
        }
        return ++message.fragments <= limits.maxFragments()
                || refuse(
                        Violation.TOO_MANY_FRAGMENTS,
                        grouped(message.fragments) + " frames, limit " + grouped(limits.maxFragments()));
    }

    private boolean length(long length, int smallest) {
        // RFC 6455 5.2: "the minimal number of bytes MUST be used to encode the length", and of a 64-bit length
        // "the most significant bit MUST be 0", which makes it negative here.
        if (length < smallest) {
            return refuse(
                    Violation.LENGTH_ENCODING,
                    length < 0
                            ? "64-bit length with its highest bit set"
                            : "length " + grouped(length) + " in " + (smallest == FIRST_TWO_BYTE_LENGTH ? 16 : 64)
                                    + " bits");
        }
        if (limited && !Opcode.isControl(opcode) && length > limits.maxMessageBytes() - message.bytes) {
            return refuse(Violation.MESSAGE_TOO_BIG, tooBig(length));
        }
        payloadMissing = length;
        return true;
    }

    private String tooBig(long length) {
        String before = message.fragments == 1 ? "" : " after " + grouped(message.bytes) + " in earlier fragments";
        return "payload of " + grouped(length) + " bytes" + before + ", limit " + grouped(limits.maxMessageBytes());
    }

    /// @return false, for the checks that end with it
    private boolean refuse(Violation kind, String detail) {
        refused = new Refused(kind, detail);
        return false;
    }
}
