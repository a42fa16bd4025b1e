package dev.holdfast.doctor.analyze.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// Undoes a compression that the first bytes show: gzip here, others by their own program where it is installed.
final class Unpacked {
    private static final int MAGIC = 6;
    private static final int BLOCK = 1 << 16;

    /// The first bytes, in hexadecimal, and the program.
    private static final Map<String, String> PROGRAMS =
            Map.of("28b52ffd", "zstd", "fd377a585a00", "xz", "425a68", "bzip2", "04224d18", "lz4");

    private Unpacked() {}

    static InputStream of(InputStream raw, String name) throws IOException {
        PushbackInputStream in = new PushbackInputStream(raw, MAGIC);
        byte[] first = new byte[MAGIC];
        int count = in.readNBytes(first, 0, MAGIC);
        in.unread(first, 0, count);
        if (count >= 2 && (first[0] & 0xff) == 0x1f && (first[1] & 0xff) == 0x8b) {
            return new GZIPInputStream(in, BLOCK);
        }
        String program = program(first, count);
        return program == null ? in : through(program, in, name);
    }

    private static @Nullable String program(byte[] first, int count) {
        String magic = java.util.HexFormat.of().formatHex(first, 0, count);
        return PROGRAMS.entrySet().stream()
                .filter(each -> magic.startsWith(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private static InputStream through(String program, InputStream in, String name) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(program, "-dc")
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException _) {
            throw new IOException(name + " is compressed by " + program + ", and no program " + program
                    + " is installed here; unpack it first: " + program + " -dc " + name + " | holdfast analyze -");
        }
        Thread feeder = Thread.ofVirtual().start(() -> feed(in, process.getOutputStream()));
        return new ProcessStream(process, feeder, program);
    }

    private static void feed(InputStream in, OutputStream out) {
        try (in;
                out) {
            in.transferTo(out);
        } catch (IOException _) {
            // The program has ended before its input: its exit status says why.
        }
    }
}
