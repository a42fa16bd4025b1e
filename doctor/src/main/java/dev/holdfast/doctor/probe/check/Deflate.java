package dev.holdfast.doctor.probe.check;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// The payloads of RFC 7692, without context takeover.
final class Deflate {
    /// 7.2.1: "Remove 4 octets (that are 0x00 0x00 0xff 0xff) from the tail end"; 7.2.2 puts them back.
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

    private Deflate() {}

    static byte[] compress(byte[] plain) {
        try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
            deflater.setInput(plain);
            byte[] room = new byte[plain.length + 64];
            int length = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
            return Arrays.copyOf(room, length - TAIL.length);
        }
    }

    /// @return `null` where it can't be inflated, or to no more than so many bytes
    static byte @Nullable [] inflate(byte[] compressed, int most) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        try (Inflater inflater = new Inflater(true)) {
            byte[] whole = Arrays.copyOf(compressed, compressed.length + TAIL.length);
            System.arraycopy(TAIL, 0, whole, compressed.length, TAIL.length);
            inflater.setInput(whole);
            byte[] room = new byte[8192];
            int count = inflater.inflate(room);
            while (count > 0 && plain.size() <= most) {
                plain.write(room, 0, count);
                count = inflater.inflate(room);
            }
            return plain.size() > most ? null : plain.toByteArray();
        } catch (DataFormatException broken) {
            return null;
        }
    }
}
