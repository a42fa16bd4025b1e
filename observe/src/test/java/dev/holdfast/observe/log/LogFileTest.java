package dev.holdfast.observe.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.observe.fixture.ManualTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogFileTest {
    @TempDir
    Path folder;

    private final ManualTime time = new ManualTime(Instant.now());
    private final List<String> complaints = new ArrayList<>();
    private final List<String> torn = new ArrayList<>();

    private LogFile open(LogOptions options) throws LogUnavailableException {
        return LogFile.open(options, time, complaints::add, torn::add);
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static LogOptions small(Path file) {
        return new LogOptions(file, 1024, Duration.ofDays(14), 4096, 16, 100);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"backend.log", "backend", "my (old) logs+.json.log", ".hidden"})
    void a_file_that_has_grown_is_put_aside_and_no_line_is_lost(String name) throws IOException {
        Path file = folder.resolve(name);
        try (LogFile log = open(small(file))) {
            for (int i = 0; i < 30; i++) {
                log.append(line("x".repeat(99)));
            }
        }

        assertThat(names()).hasSize(3).contains(name);
        long lines = 0;
        for (String each : names()) {
            assertThat(Files.size(folder.resolve(each))).isLessThan(1200);
            lines += Files.readAllLines(folder.resolve(each)).size();
        }
        assertThat(lines).isEqualTo(30);
        assertThat(complaints).isEmpty();
    }

    @RepeatedTest(50)
    void a_file_just_put_aside_is_never_taken_for_an_old_one() throws IOException {
        try (LogFile log = open(LogOptions.to(folder.resolve("backend.log")))) {
            log.append(line("today"));
            time.advance(Duration.ofDays(1));
            log.append(line("tomorrow"));
        }

        assertThat(names()).hasSize(2);
    }

    @Test
    void a_file_put_aside_bears_its_day_and_number() throws IOException {
        Path file = folder.resolve("backend.log");
        String day = time.wall().toString().substring(0, 10);
        try (LogFile log = open(small(file))) {
            for (int i = 0; i < 30; i++) {
                log.append(line("x".repeat(99)));
            }
        }

        assertThat(names()).containsExactly("backend." + day + ".0.log", "backend." + day + ".1.log", "backend.log");
    }

    @Test
    void a_new_day_begins_a_new_file() throws IOException {
        Path file = folder.resolve("backend.log");
        String day = time.wall().toString().substring(0, 10);
        try (LogFile log = open(LogOptions.to(file))) {
            log.append(line("today"));
            time.advance(Duration.ofDays(1));
            log.append(line("tomorrow"));
        }

        assertThat(names()).containsExactly("backend." + day + ".0.log", "backend.log");
        assertThat(file).hasContent("tomorrow");
    }

    @Test
    void old_files_go_when_all_together_are_too_much() throws IOException {
        Path file = folder.resolve("backend.log");
        try (LogFile log = open(small(file))) {
            for (int i = 0; i < 200; i++) {
                log.append(line("x".repeat(99)));
            }
        }

        assertThat(names()).hasSizeLessThanOrEqualTo(6);
    }

    @Test
    void a_restart_goes_on_in_the_same_file() throws IOException {
        Path file = folder.resolve("backend.log");
        for (int i = 0; i < 3; i++) {
            try (LogFile log = open(LogOptions.to(file))) {
                log.append(line("run " + i));
            }
        }

        assertThat(file).hasContent("run 0\nrun 1\nrun 2");
        assertThat(torn).isEmpty();
    }

    @Test
    void a_file_that_somebody_moved_away_is_made_again() throws IOException {
        Path file = folder.resolve("backend.log");
        try (LogFile log = open(LogOptions.to(file))) {
            log.append(line("one"));
            Files.move(file, folder.resolve("backend.log.1"));
            time.advance(Duration.ofSeconds(1));
            log.append(line("two"));
        }

        assertThat(file).hasContent("two");
        assertThat(folder.resolve("backend.log.1")).hasContent("one");
    }

    @Test
    void a_line_that_was_cut_by_a_kill_is_taken_out_and_handed_over() throws IOException {
        Path file = folder.resolve("backend.log");
        Files.writeString(file, "{\"timestamp\":\"1\"}\n{\"timestamp\":\"2\",\"message\":\"WebSocket discon");
        try (LogFile log = open(LogOptions.to(file))) {
            log.append(line("{}"));
        }

        assertThat(torn).containsExactly("{\"timestamp\":\"2\",\"message\":\"WebSocket discon");
        assertThat(file).hasContent("{\"timestamp\":\"1\"}\n{}");
    }

    @Test
    void nothing_is_taken_out_of_a_file_that_is_not_ours() throws IOException {
        Path file = folder.resolve("notes.txt");
        Files.writeString(file, "milk\neggs");
        try (LogFile log = open(LogOptions.to(file))) {
            log.append(line("{}"));
        }

        assertThat(torn).isEmpty();
        assertThat(file).hasContent("milk\neggs\n{}");
    }

    @Test
    void a_folder_that_does_not_exist_is_named() {
        assertThatThrownBy(() -> open(LogOptions.to(folder.resolve("none/backend.log"))))
                .isInstanceOf(LogUnavailableException.class)
                .hasMessage("The log " + folder.resolve("none/backend.log") + " can't be written: the folder "
                        + folder.resolve("none") + " does not exist. Create it or name another log file.");
    }

    @Test
    void a_folder_in_place_of_the_file_is_named() {
        assertThatThrownBy(() -> open(LogOptions.to(folder)))
                .isInstanceOf(LogUnavailableException.class)
                .hasMessageContaining("it is a folder. Name a file");
    }

    @Test
    void a_file_without_write_access_is_named() throws IOException {
        Path file = Files.createFile(folder.resolve("backend.log"));
        assumeTrue(file.toFile().setWritable(false) && !Files.isWritable(file), "root may write everywhere");

        assertThatThrownBy(() -> open(LogOptions.to(file)))
                .isInstanceOf(LogUnavailableException.class)
                .hasMessageContaining("access is denied. Give write access");
    }

    @Test
    void a_full_disk_is_an_exception_and_leaves_no_half_line() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "only Linux has a device that is always full");

        try (LogFile log = open(LogOptions.to(full))) {
            assertThatThrownBy(() -> log.append(line("one")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left");
        }
    }

    @Test
    void a_device_is_written_to_and_never_rotated() throws IOException {
        Path nothing = Path.of("/dev/null");
        assumeTrue(Files.exists(nothing), "no /dev/null here");

        try (LogFile log = open(small(nothing))) {
            IntStream.range(0, 100).forEach(i -> {
                try {
                    log.append(line("x".repeat(99)));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }
        assertThat(Files.exists(nothing)).isTrue();
        assertThat(complaints).isEmpty();
    }

    @Test
    void someone_else_who_appends_is_not_overwritten() throws IOException {
        Path file = folder.resolve("backend.log");
        try (LogFile log = open(LogOptions.to(file))) {
            log.append(line("one"));
            Files.writeString(file, "theirs\n", StandardOpenOption.APPEND);
            log.append(line("two"));
        }

        assertThat(file).hasContent("one\ntheirs\ntwo");
    }
}
