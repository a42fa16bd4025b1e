package dev.holdfast.server.frame;

import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Builds what a client sends, legal or not: nothing is checked.
final class ClientFrames {
    static final int FIN = 0x80;
    static final int MASKED = 0x80;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int mask = 0x37FA213D;

    static ClientFrames bytes() {
        return new ClientFrames();
    }

    /// The mask of the frames that follow.
    ClientFrames mask(int key) {
        mask = key;
        return this;
    }

    ClientFrames text(String payload) {
        return frame(FIN | Opcode.TEXT, payload.getBytes(StandardCharsets.UTF_8));
    }

    ClientFrames binary(byte... payload) {
        return frame(FIN | Opcode.BINARY, payload);
    }

    ClientFrames ping(String payload) {
        return frame(FIN | Opcode.PING, payload.getBytes(StandardCharsets.UTF_8));
    }

    ClientFrames pong(String payload) {
        return frame(FIN | Opcode.PONG, payload.getBytes(StandardCharsets.UTF_8));
    }

    ClientFrames close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[2 + text.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        return frame(FIN | Opcode.CLOSE, payload);
    }

    ClientFrames emptyClose() {
        return frame(FIN | Opcode.CLOSE);
    }

    /// A masked frame with the shortest length encoding.
    ClientFrames frame(int firstByte, byte... payload) {
        header(firstByte, payload.length);
        return masked(payload);
    }

    /// A header and its mask, with the shortest length encoding, whatever follows.
    ClientFrames header(int firstByte, long length) {
        if (length < 126) {
            raw(firstByte, MASKED | (int) length);
        } else if (length < 65_536) {
            raw(firstByte, MASKED | 126).number(length, 2);
        } else {
            raw(firstByte, MASKED | 127).number(length, 8);
        }
        return number(mask & 0xFFFFFFFFL, 4);
    }

    ClientFrames masked(byte... payload) {
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ mask >>> 8 * (3 - (i & 3)));
        }
        return this;
    }

    ClientFrames number(long value, int size) {
        for (int i = size - 1; i >= 0; i--) {
            out.write((int) (value >>> 8 * i));
        }
        return this;
    }

    ClientFrames raw(int... octets) {
        for (int octet : octets) {
            out.write(octet);
        }
        return this;
    }

    ClientFrames raw(byte[] octets) {
        out.writeBytes(octets);
        return this;
    }

    ClientFrames ascii(String text) {
        return raw(text.getBytes(StandardCharsets.US_ASCII));
    }

    byte[] done() {
        return out.toByteArray();
    }

    static byte[] hex(String digits) {
        return ByteBufUtil.decodeHexDump(digits.replace(" ", ""));
    }
}
