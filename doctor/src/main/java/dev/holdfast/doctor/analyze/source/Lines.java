package dev.holdfast.doctor.analyze.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.ZipException;

/// The lines of a stream, one after the other, in one buffer that never grows beyond [#LONGEST] and a block: whatever
/// comes, a line of any length does no harm. Not thread-safe.
public final class Lines {
    /// Lines that are longer are skipped and counted. Our log's longest are some ten kilobytes.
    public static final int LONGEST = 1 << 20;

    private static final int BLOCK = 1 << 18;
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long LINE_FEEDS = ONES * '\n';

    private final InputStream in;
    private final Flaws flaws;
    private byte[] bytes;
    private int filled;
    private int next;
    private int from;
    private int to;
    private long number;
    private long bytesRead;
    private boolean ended;
    private boolean beyondAscii;

    public Lines(InputStream in, Flaws flaws) {
        this.in = in;
        this.flaws = flaws;
        this.bytes = new byte[BLOCK];
    }

    /// Goes to the next line that is not empty and is UTF-8 of a bounded length; others are counted as flaws.
    ///
    /// @return whether there is one
    public boolean next() throws IOException {
        while (findLine()) {
            number++;
            if (to > from && bytes[to - 1] == '\r') {
                to--;
            }
            if (to == from) {
                continue;
            }
            if (beyondAscii && !isUtf8()) {
                flaws.add(number, "not UTF-8");
                continue;
            }
            return true;
        }
        return false;
    }

    private boolean findLine() throws IOException {
        int scan = next;
        long seen = 0;
        while (true) {
            // Eight bytes at a time up to the one with a line feed.
            while (scan + Long.BYTES <= filled) {
                long eight = (long) EIGHT.get(bytes, scan);
                long feeds = eight ^ LINE_FEEDS;
                long found = (feeds - ONES) & ~feeds & HIGHS;
                if (found != 0) {
                    int ahead = Long.numberOfTrailingZeros(found) >>> 3;
                    seen |= ahead == 0 ? 0 : eight << (Long.SIZE - 8 * ahead);
                    line(scan + ahead, scan + ahead + 1, seen);
                    return true;
                }
                seen |= eight;
                scan += Long.BYTES;
            }
            while (scan < filled && bytes[scan] != '\n') {
                seen |= bytes[scan] & 0x80;
                scan++;
            }
            if (scan < filled) {
                line(scan, scan + 1, seen);
                return true;
            }
            int scanned = scan - next;
            if (scanned > LONGEST) {
                if (!skipRest()) {
                    return false;
                }
                scan = next;
                seen = 0;
                continue;
            }
            if (!fill()) {
                if (next == filled) {
                    return false;
                }
                line(filled, filled, seen);
                return true;
            }
            scan = next + scanned;
        }
    }

    private void line(int end, int following, long seen) {
        from = next;
        to = end;
        next = following;
        beyondAscii = (seen & HIGHS) != 0;
    }

    /// Goes behind a line that is too long.
    private boolean skipRest() throws IOException {
        number++;
        long length = (long) filled - next;
        while (true) {
            next = 0;
            filled = 0;
            if (!fill()) {
                flaws.add(number, "longer than 1 MiB (" + length + " bytes)");
                return false;
            }
            for (int i = 0; i < filled; i++) {
                if (bytes[i] == '\n') {
                    flaws.add(number, "longer than 1 MiB (" + (length + i) + " bytes)");
                    next = i + 1;
                    return true;
                }
            }
            length += filled;
        }
    }

    /// Reads more behind what is there.
    private boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        if (next > 0) {
            System.arraycopy(bytes, next, bytes, 0, filled - next);
            filled -= next;
            next = 0;
        }
        if (filled == bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(2 * bytes.length, LONGEST + BLOCK));
        }
        int count;
        try {
            count = in.read(bytes, filled, bytes.length - filled);
        } catch (EOFException | ZipException e) {
            flaws.add(number + 1, "the compressed file is damaged or cut here: " + e.getMessage());
            count = -1;
        }
        if (count <= 0) {
            ended = true;
            return false;
        }
        filled += count;
        bytesRead += count;
        return true;
    }

    private boolean isUtf8() {
        try {
            var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }

    /// Counts the line as one that can't be read.
    public void flawed(String what) {
        flaws.add(number, what);
    }

    /// The buffer that holds the line; good until [#next()].
    public byte[] bytes() {
        return bytes;
    }

    /// Where the line begins.
    public int from() {
        return from;
    }

    /// Behind its end.
    public int to() {
        return to;
    }

    /// The line as text.
    public String text() {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /// Whether the line contains these bytes.
    public boolean contains(byte[] wanted) {
        int last = to - wanted.length;
        for (int i = from; i <= last; i++) {
            if (bytes[i] == wanted[0] && Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    /// Counted from 1.
    public long number() {
        return number;
    }

    /// After decompression.
    public long bytesRead() {
        return bytesRead;
    }
}
