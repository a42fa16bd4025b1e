package dev.holdfast.doctor.probe.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// A frame to be sent, right or wrong on purpose.
///
/// @param first its first byte: FIN, the reserved bits and the opcode
/// @param masked as RFC 6455 5.3 demands of clients
public record OutFrame(int first, byte[] payload, boolean masked) {
    private static final int FIN = 0x80;
    private static final int RSV1 = 0x40;
    // A fixed key is as good as a random one here: what it guards against is a page that chooses bytes on the wire.
    private static final byte[] KEY = {0x37, (byte) 0xfa, 0x21, 0x3d};

    public static OutFrame of(int opcode, byte[] payload) {
        return new OutFrame(FIN | opcode, payload, true);
    }

    public static OutFrame text(String text) {
        return of(Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    public static OutFrame ping(byte[] payload) {
        return of(Opcode.PING, payload);
    }

    /// Not the last of its message.
    public OutFrame unfinished() {
        return new OutFrame(first & ~FIN, payload, masked);
    }

    public OutFrame compressed() {
        return new OutFrame(first | RSV1, payload, masked);
    }

    public OutFrame unmasked() {
        return new OutFrame(first, payload, false);
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 14);
        int mask = masked ? 0x80 : 0;
        out.write(first);
        if (payload.length < 126) {
            out.write(mask | payload.length);
        } else if (payload.length < 0x10000) {
            out.write(mask | 126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        } else {
            out.write(mask | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) ((long) payload.length >> shift));
            }
        }
        if (masked) {
            out.writeBytes(KEY);
            for (int i = 0; i < payload.length; i++) {
                out.write(payload[i] ^ KEY[i & 3]);
            }
        } else {
            out.writeBytes(payload);
        }
        return out.toByteArray();
    }
}
