package dev.holdfast.doctor.analyze.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
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

class LinesTest {
    private final Flaws flaws = new Flaws();

    private List<String> lines(InputStream in) throws IOException {
        Lines lines = new Lines(in, flaws);
        List<String> found = new ArrayList<>();
        while (lines.next()) {
            found.add(lines.number() + ":" + lines.text());
        }
        return found;
    }

    private List<String> lines(String text) throws IOException {
        return lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void lines_have_their_numbers_and_empty_ones_count() throws IOException {
        assertThat(lines("a\n\nbb\r\n€ü\nlast")).containsExactly("1:a", "3:bb", "4:€ü", "5:last");
        assertThat(flaws.count()).isZero();
    }

    @Test
    void lines_of_any_length_are_found_wherever_blocks_end() throws IOException {
        Random random = new Random(4);
        List<String> expected = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= 3000; i++) {
            String line = "x".repeat(1 + random.nextInt(i % 100 == 0 ? 300_000 : 40));
            expected.add(i + ":" + line);
            text.append(line).append('\n');
        }

        assertThat(lines(slowly(text.toString(), random))).isEqualTo(expected);
    }

    /// A few bytes at a time, as a pipe gives them.
    private static InputStream slowly(String text, Random random) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] bytes, int from, int most) {
                return super.read(bytes, from, Math.min(most, 1 + random.nextInt(5000)));
            }
        };
    }

    @Test
    void a_line_of_a_hundred_megabytes_is_skipped_and_counted() throws IOException {
        byte[] begin = "before\n".getBytes(StandardCharsets.UTF_8);
        byte[] after = "\nafter\n".getBytes(StandardCharsets.UTF_8);
        InputStream in = new SequenceInputStream(
                new ByteArrayInputStream(begin),
                new SequenceInputStream(endless('x', 100_000_000), new ByteArrayInputStream(after)));

        assertThat(lines(in)).containsExactly("1:before", "3:after");
        assertThat(flaws.first()).containsExactly(new Flaws.Flaw(2, "longer than 1 MiB (100000000 bytes)"));
    }

    private static InputStream endless(char c, long count) {
        return new InputStream() {
            private long left = count;

            @Override
            public int read() {
                return left-- > 0 ? c : -1;
            }

            @Override
            public int read(byte[] bytes, int from, int most) {
                if (left <= 0) {
                    return -1;
                }
                int length = (int) Math.min(left, most);
                Arrays.fill(bytes, from, from + length, (byte) c);
                left -= length;
                return length;
            }
        };
    }

    @Test
    void what_is_not_utf_8_is_counted_with_its_line() throws IOException {
        byte[] bytes = "good\n?bad\n\u00e9t\u00e9\n".getBytes(StandardCharsets.UTF_8);
        bytes[5] = (byte) 0xff;

        assertThat(lines(new ByteArrayInputStream(bytes))).containsExactly("1:good", "3:été");
        assertThat(flaws.first()).containsExactly(new Flaws.Flaw(2, "not UTF-8"));
    }

    @Test
    void all_flaws_are_counted_and_the_first_are_kept() {
        for (int i = 1; i <= 1000; i++) {
            flaws.add(i, "x".repeat(1000));
        }
        assertThat(flaws.count()).isEqualTo(1000);
        assertThat(flaws.first()).hasSize(10).allMatch(flaw -> flaw.what().length() <= 201);
    }

    @Test
    void gzip_is_undone_whatever_the_file_is_called(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("backend.log"), zipped("one\ntwo\n"));

        assertThat(lines(LogSource.of(file.toString(), InputStream.nullInputStream())
                        .open()))
                .containsExactly("1:one", "2:two");
    }

    @Test
    void what_is_left_of_a_cut_gzip_is_read(@TempDir Path folder) throws IOException {
        Random random = new Random(5);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            text.append(random.nextLong()).append('\n');
        }
        byte[] whole = zipped(text.toString());
        Path file = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(whole, whole.length / 2));

        assertThat(lines(LogSource.of(file.toString(), InputStream.nullInputStream())
                        .open()))
                .hasSizeBetween(5_000, 15_000);
        assertThat(flaws.first()).singleElement().matches(flaw -> flaw.what().contains("damaged or cut"));
    }

    private static byte[] zipped(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
