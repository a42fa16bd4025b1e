package dev.holdfast.doctor.probe.wire;

import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.Violation;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads a server's frames as strictly as a browser does: whatever RFC 6455 forbids is a [Got.Broken].
final class FrameReader {
    private static final int LONGEST_HEADER = 10;
    private static final int LONGEST_CONTROL = 125;

    private final Wire wire;
    private final boolean deflate;
    private final int mostBytes;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private boolean inMessage;
    private boolean text;
    private boolean compressed;

    /// @param deflate whether permessage-deflate was negotiated, so that RSV1 may be set
    FrameReader(Wire wire, boolean deflate, int mostBytes) {
        this.wire = wire;
        this.deflate = deflate;
        this.mostBytes = mostBytes;
    }

    /// Bytes that wait are not looked at once the time is over: a server that never stops talking would
    /// hold us for ever.
    Got next(long deadlineNanos) {
        while (true) {
            if (System.nanoTime() - deadlineNanos > 0 && wire.end() == null) {
                return new Got.Silence();
            }
            Got got = parse();
            if (got != null) {
                return got;
            }
            if (!wire.fill(deadlineNanos)) {
                TransportEnd end = wire.end();
                return end == null ? new Got.Silence() : new Got.Ended(end);
            }
        }
    }

    /// @return `null` where more bytes are needed
    private @Nullable Got parse() {
        int available = wire.available();
        if (available >= 2 && wire.peek(0) == 'H' && wire.peek(1) == 'T') {
            // RSV1, opcode 8 and a length of 84 with nothing negotiated: nobody but an HTTP server writes that.
            return broken(Violation.HTTP_AFTER_UPGRADE, "it begins with HT, as HTTP/1.1 does");
        }
        if (available < 2) {
            return null;
        }
        int first = wire.peek(0);
        int second = wire.peek(1);
        int opcode = first & 0x0f;
        boolean fin = (first & 0x80) != 0;
        boolean rsv1 = (first & 0x40) != 0;
        Got flaw = flawOfHeader(first, second, opcode, fin, rsv1);
        if (flaw != null) {
            return flaw;
        }
        int lengthBytes = (second & 0x7f) == 126 ? 2 : (second & 0x7f) == 127 ? 8 : 0;
        if (available < 2 + lengthBytes) {
            return null;
        }
        long length = length(second & 0x7f, lengthBytes);
        if (length < 0 || (lengthBytes == 2 && length < 126) || (lengthBytes == 8 && length < 0x10000)) {
            return broken(Violation.LENGTH_ENCODING, "a length of " + length + " in " + lengthBytes + " bytes");
        }
        if (length + message.size() > mostBytes) {
            return new Got.TooLong(length + message.size());
        }
        if (available < 2 + lengthBytes + length) {
            return null;
        }
        wire.skip(2 + lengthBytes);
        byte[] payload = wire.take((int) length);
        return opcode >= Opcode.CLOSE ? control(opcode, payload) : data(opcode, fin, rsv1, payload);
    }

    private @Nullable Got flawOfHeader(int first, int second, int opcode, boolean fin, boolean rsv1) {
        if ((first & 0x30) != 0 || (rsv1 && !(deflate && (opcode == Opcode.TEXT || opcode == Opcode.BINARY)))) {
            return broken(Violation.RESERVED_BIT, "first byte 0x" + Integer.toHexString(first));
        }
        if ((opcode > Opcode.BINARY && opcode < Opcode.CLOSE) || opcode > Opcode.PONG) {
            return broken(Violation.UNKNOWN_OPCODE, "opcode " + opcode);
        }
        if ((second & 0x80) != 0) {
            return broken(Violation.MASKED_FRAME, "opcode " + opcode);
        }
        if (opcode >= Opcode.CLOSE) {
            if ((second & 0x7f) > LONGEST_CONTROL) {
                return broken(Violation.CONTROL_TOO_LONG, "opcode " + opcode);
            }
            return fin ? null : broken(Violation.CONTROL_FRAGMENTED, "opcode " + opcode);
        }
        if (opcode == Opcode.CONTINUATION) {
            return inMessage ? null : broken(Violation.CONTINUATION_WITHOUT_START, "");
        }
        return inMessage ? broken(Violation.MESSAGE_INSIDE_MESSAGE, "opcode " + opcode) : null;
    }

    private long length(int seven, int lengthBytes) {
        if (lengthBytes == 0) {
            return seven;
        }
        long length = 0;
        for (int i = 0; i < lengthBytes && i < LONGEST_HEADER; i++) {
            length = (length << 8) | wire.peek(2 + i);
        }
        return length;
    }

    private @Nullable Got data(int opcode, boolean fin, boolean rsv1, byte[] payload) {
        if (opcode != Opcode.CONTINUATION) {
            inMessage = true;
            text = opcode == Opcode.TEXT;
            compressed = rsv1;
        }
        message.writeBytes(payload);
        if (!fin) {
            return parse();
        }
        byte[] whole = message.toByteArray();
        message.reset();
        inMessage = false;
        return text && !compressed && !isUtf8(whole)
                ? broken(Violation.INVALID_UTF8, "a text message of " + whole.length + " bytes")
                : new Got.Message(text, whole, compressed);
    }

    private static Got control(int opcode, byte[] payload) {
        if (opcode == Opcode.PING) {
            return new Got.Ping(payload);
        }
        return opcode == Opcode.PONG ? new Got.Pong(payload) : close(payload);
    }

    private static Got close(byte[] payload) {
        if (payload.length == 0) {
            return new Got.Close(CloseFrame.EMPTY);
        }
        if (payload.length == 1) {
            return broken(Violation.CLOSE_PAYLOAD, "");
        }
        CloseCode code = new CloseCode(((payload[0] & 0xff) << 8) | (payload[1] & 0xff));
        if (!code.allowedOnWire()) {
            return broken(Violation.CLOSE_CODE, "code " + code);
        }
        byte[] reason = Arrays.copyOfRange(payload, 2, payload.length);
        return isUtf8(reason)
                ? new Got.Close(CloseFrame.of(code, new String(reason, StandardCharsets.UTF_8)))
                : broken(Violation.INVALID_UTF8, "the reason of a close frame with code " + code);
    }

    static boolean isUtf8(byte[] bytes) {
        try {
            var _ = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }

    private static Got broken(Violation kind, String detail) {
        return new Got.Broken(kind, detail);
    }
}
