package dev.holdfast.server.frame;

import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/// Writes a server's frames, unmasked and whole: one message is one frame. Each method makes room in `out` for
/// exactly the bytes it writes, so a caller that adds up sizes beforehand causes no growth.
///
/// Stateless; as safe as `out` is. Nothing is written when an argument is refused.
public final class FrameWriter {
    private static final int FIN = 0x80;
    private static final int MAX_CONTROL_PAYLOAD = 125;

    private FrameWriter() {}

    /// The bytes on the wire of a frame with this payload: 2, 4 or 10 bytes of header and the payload.
    public static int frameSize(int payloadLength) {
        return headerSize(payloadLength) + payloadLength;
    }

    /// The bytes on the wire of [#text(ByteBuf, String)]. Walks the characters; where a message may be long, encode it
    /// first and take [#frameSize].
    public static int textFrameSize(String text) {
        return frameSize(ByteBufUtil.utf8Bytes(text));
    }

    /// A text message. An unpaired surrogate, which UTF-8 can't carry, becomes a question mark.
    public static void text(ByteBuf out, String text) {
        // An array in between, because the JDK encodes a string into one at memory speed, and nothing else:
        // encoding character by character into `out` takes eight times as long at 1 KiB.
        text(out, text.getBytes(StandardCharsets.UTF_8));
    }

    /// A text message whose bytes are UTF-8 already. Danger: they are not checked, and a browser ends the
    /// connection when they are not valid.
    public static void text(ByteBuf out, ByteBuf utf8, int index, int length) {
        header(out, Opcode.TEXT, length);
        out.writeBytes(utf8, index, length);
    }

    /// As [#text(ByteBuf, ByteBuf, int, int)].
    public static void text(ByteBuf out, byte[] utf8) {
        header(out, Opcode.TEXT, utf8.length);
        out.writeBytes(utf8);
    }

    /// A binary message.
    public static void binary(ByteBuf out, ByteBuf payload, int index, int length) {
        header(out, Opcode.BINARY, length);
        out.writeBytes(payload, index, length);
    }

    /// A binary message.
    public static void binary(ByteBuf out, byte[] payload) {
        header(out, Opcode.BINARY, payload.length);
        out.writeBytes(payload);
    }

    /// Only the header of a message, for a payload that is sent as a buffer of its own behind it.
    public static void messageHeader(ByteBuf out, boolean text, int payloadLength) {
        out.ensureWritable(headerSize(payloadLength));
        writeHeader(out, text ? Opcode.TEXT : Opcode.BINARY, payloadLength);
    }

    /// @throws IllegalArgumentException when the payload is longer than 125 bytes
    public static void ping(ByteBuf out, byte[] payload) {
        controlHeader(out, Opcode.PING, payload.length);
        out.writeBytes(payload);
    }

    /// The answer to a ping: the same payload.
    ///
    /// @throws IllegalArgumentException when the payload is longer than 125 bytes
    public static void pong(ByteBuf out, ByteBuf payload, int index, int length) {
        controlHeader(out, Opcode.PONG, length);
        out.writeBytes(payload, index, length);
    }

    /// @throws IllegalArgumentException for a code that may not be on the wire, as 1005, 1006 and 1015 may not
    public static void close(ByteBuf out, CloseFrame frame) {
        CloseCode code = frame.code();
        if (code == null) {
            controlHeader(out, Opcode.CLOSE, 0);
            return;
        }
        // RFC 6455 7.4.1 of 1005, 1006 and 1015: "MUST NOT be set as a status code in a Close control frame".
        if (!code.allowedOnWire()) {
            throw new IllegalArgumentException("close code " + code + " may not be sent");
        }
        byte[] reason = frame.reason().getBytes(StandardCharsets.UTF_8);
        controlHeader(out, Opcode.CLOSE, 2 + reason.length);
        out.writeShort(code.value());
        out.writeBytes(reason);
    }

    private static void controlHeader(ByteBuf out, int opcode, int payloadLength) {
        if (payloadLength > MAX_CONTROL_PAYLOAD) {
            throw new IllegalArgumentException(
                    "a control frame carries at most 125 bytes, found " + payloadLength); // RFC 6455 5.5
        }
        header(out, opcode, payloadLength);
    }

    private static void header(ByteBuf out, int opcode, int payloadLength) {
        out.ensureWritable(frameSize(payloadLength));
        writeHeader(out, opcode, payloadLength);
    }

    private static void writeHeader(ByteBuf out, int opcode, int payloadLength) {
        if (payloadLength < 126) {
            out.writeShort((FIN | opcode) << 8 | payloadLength);
        } else if (payloadLength <= 0xFFFF) {
            out.writeInt((FIN | opcode) << 24 | 126 << 16 | payloadLength);
        } else {
            out.writeShort((FIN | opcode) << 8 | 127);
            out.writeLong(payloadLength);
        }
    }

    private static int headerSize(int payloadLength) {
        return payloadLength < 126 ? 2 : payloadLength <= 0xFFFF ? 4 : 10;
    }
}
