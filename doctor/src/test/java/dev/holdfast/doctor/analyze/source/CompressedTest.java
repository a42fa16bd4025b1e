package dev.holdfast.doctor.analyze.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the real programs write is read back; each test is left out where its program is not installed.
class CompressedTest {
    private static final int LINES = 20_000;

    private final Flaws flaws = new Flaws();

    @TempDir
    Path folder;

    /// Random numbers, so that it stays long when it is compressed.
    private static String text(int seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < LINES; i++) {
            text.append(random.nextLong()).append('\n');
        }
        return text.toString();
    }

    private byte[] compressed(String program, String text) throws IOException {
        if (program.equals("gzip")) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
                zip.write(text.getBytes(StandardCharsets.UTF_8));
            }
            return bytes.toByteArray();
        }
        Path plain = Files.writeString(folder.resolve("plain"), text);
        Process process;
        try {
            process = new ProcessBuilder(program, "-c")
                    .redirectInput(plain.toFile())
                    .start();
        } catch (IOException _) {
            assumeTrue(false, "no program " + program + " is installed here");
            throw new AssertionError();
        }
        try (InputStream out = process.getInputStream()) {
            return out.readAllBytes();
        }
    }

    private List<String> lines(InputStream in) throws IOException {
        List<String> found = new ArrayList<>();
        try (in) {
            Lines lines = new Lines(in, flaws);
            while (lines.next()) {
                found.add(lines.text());
            }
        }
        return found;
    }

    private InputStream file(byte[]... parts) throws IOException {
        // Its name says nothing: the first bytes do.
        Path file = Files.write(folder.resolve("backend.log.1"), joined(parts));
        return LogSource.of(file.toString(), InputStream.nullInputStream()).open();
    }

    private static byte[] joined(byte[]... parts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.write(part);
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "xz", "bzip2", "lz4"})
    void a_compressed_file_is_read_whole(String program) throws IOException {
        String text = text(1);

        assertThat(lines(file(compressed(program, text))))
                .isEqualTo(text.lines().toList());
        assertThat(flaws.count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "xz", "bzip2", "lz4"})
    void files_that_were_appended_to_each_other_are_read_whole(String program) throws IOException {
        String text = text(1);
        String more = text(2);

        assertThat(lines(file(compressed(program, text), compressed(program, more))))
                .isEqualTo((text + more).lines().toList());
        assertThat(flaws.count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "xz", "bzip2", "lz4"})
    void what_is_left_of_a_cut_file_is_read_and_the_rest_is_a_flaw(String program) throws IOException {
        String text = text(3);
        byte[] whole = compressed(program, text);

        List<String> read = lines(file(Arrays.copyOf(whole, whole.length / 2)));

        // xz and lz4 keep back what they have not checked; a last line may be cut.
        List<String> expected = text.lines().toList();
        assertThat(read).hasSizeLessThan(LINES * 3 / 4);
        assertThat(read.subList(0, Math.max(0, read.size() - 1)))
                .isEqualTo(expected.subList(0, Math.max(0, read.size() - 1)));
        assertThat(flaws.first())
                .singleElement()
                .satisfies(flaw -> assertThat(flaw.what()).contains("damaged or cut here"));
    }

    @Test
    void gzips_one_behind_the_other_are_read_whole_from_a_pipe_that_is_slow() throws IOException {
        String text = text(1);
        String more = text(2);
        // A pipe whose writer is slow has nothing ready between the two.
        InputStream pipe = new ByteArrayInputStream(joined(compressed("gzip", text), compressed("gzip", more))) {
            @Override
            public synchronized int available() {
                return 0;
            }

            @Override
            public synchronized int read(byte[] bytes, int from, int most) {
                return super.read(bytes, from, Math.min(most, 1000));
            }
        };

        assertThat(lines(LogSource.of("-", pipe).open()))
                .isEqualTo((text + more).lines().toList());
        assertThat(flaws.count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "xz", "bzip2", "lz4"})
    void a_reader_that_stops_early_ends_the_program(String program) throws IOException {
        try (InputStream in = file(compressed(program, text(4)))) {
            assertThat(in.readNBytes(100)).hasSize(100);
        }
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .isEmpty();
    }
}
