package dev.holdfast.observe.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.observe.fixture.ManualTime;
import dev.holdfast.observe.log.LogUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifeSignTest {
    @TempDir
    Path folder;

    private final ManualTime time = new ManualTime();
    private Path log;
    private Path sign;

    @BeforeEach
    void name_the_files() {
        log = folder.resolve("backend.log");
        sign = folder.resolve("backend.log.alive");
    }

    private LifeSign begin() throws LogUnavailableException {
        LifeSign begun = LifeSign.look(log, time);
        begun.begin();
        return begun;
    }

    /// The sign as a killed run leaves it: nobody holds its lock any more.
    private void killedAt(Instant lastSign) throws IOException {
        Files.writeString(sign, PreviousRun.text(4711, Instant.parse("2026-11-23T08:00:00Z"), lastSign));
    }

    @Test
    void a_clean_stop_leaves_no_sign() throws IOException {
        try (LifeSign first = begin()) {
            assertThat(first.uncleanRun()).isNull();
            assertThat(sign).exists();
        }
        assertThat(sign).doesNotExist();

        try (LifeSign second = begin()) {
            assertThat(second.uncleanRun()).isNull();
        }
    }

    @Test
    void a_killed_run_is_reported_with_its_last_sign_of_life() throws IOException {
        killedAt(Instant.parse("2026-11-23T09:59:55Z"));

        try (LifeSign next = begin()) {
            PreviousRun killed = next.uncleanRun();
            assertThat(killed)
                    .isEqualTo(new PreviousRun(
                            4711L, Instant.parse("2026-11-23T08:00:00Z"), Instant.parse("2026-11-23T09:59:55Z")));
            assertThat(killed.notice().message())
                    .startsWith("previous stop was unclean, last sign of life at 2026-11-23T09:59:55Z");
            assertThat(killed.notice().event()).isEqualTo("unclean-stop");
            assertThat(killed.notice().fields())
                    .containsEntry("previous_pid", 4711L)
                    .containsEntry("last_sign_of_life", "2026-11-23T09:59:55Z");
        }
    }

    @Test
    void the_sign_is_renewed_while_the_run_lasts() throws IOException {
        try (LifeSign run = begin()) {
            time.advance(Duration.ofMillis(7_400));
            run.renew();

            assertThat(Files.readString(sign))
                    .isEqualTo(
                            "{\"pid\":" + ProcessHandle.current().pid()
                                    + ",\"started_at\":\"2026-11-23T10:00:00Z\",\"last_sign_of_life\":\"2026-11-23T10:00:07Z\"}\n");
        }
    }

    @Test
    void a_longer_sign_of_the_run_before_leaves_no_remains() throws IOException {
        Files.writeString(sign, PreviousRun.text(Long.MAX_VALUE, Instant.EPOCH, Instant.EPOCH) + "remains");

        try (LifeSign next = begin()) {
            assertThat(next.uncleanRun()).isNotNull();
            assertThat(Files.readString(sign)).endsWith("}\n").doesNotContain("remains");
        }
    }

    @Test
    void a_sign_that_power_failure_tore_still_tells_by_its_age() throws IOException {
        Files.writeString(sign, "{\"pid\":47");
        Files.setLastModifiedTime(sign, FileTime.from(Instant.parse("2026-11-23T09:00:00Z")));

        try (LifeSign next = begin()) {
            assertThat(next.uncleanRun()).isEqualTo(new PreviousRun(null, null, Instant.parse("2026-11-23T09:00:00Z")));
        }
    }

    @Test
    void two_programs_never_write_one_log() throws IOException {
        try (LifeSign first = begin()) {
            assertThatThrownBy(this::begin)
                    .isInstanceOf(LogUnavailableException.class)
                    .hasMessageStartingWith("The log " + log + " is written by another Holdfast that still runs")
                    .hasMessageEndingWith("Stop that one or name another log file.");
            assertThat(first.uncleanRun()).isNull();
        }
    }

    @Test
    void a_start_that_fails_leaves_the_news_of_the_kill_for_the_next_one() throws IOException {
        killedAt(Instant.parse("2026-11-23T09:59:55Z"));

        LifeSign.look(log, time).abandon();

        try (LifeSign next = begin()) {
            assertThat(next.uncleanRun()).isNotNull();
        }
    }

    @Test
    void a_first_start_that_fails_leaves_nothing() throws IOException {
        LifeSign.look(log, time).abandon();

        assertThat(sign).doesNotExist();
    }

    @Test
    void where_no_sign_can_be_written_the_run_goes_on_without() throws IOException {
        try (LifeSign none = LifeSign.look(folder.resolve("missing/backend.log"), time)) {
            none.begin();
            none.renew();
            assertThat(none.uncleanRun()).isNull();
        }
        assumeTrue(Files.exists(Path.of("/dev/null")), "no /dev/null here");
        try (LifeSign none = LifeSign.look(Path.of("/dev/null"), time)) {
            none.begin();
        }
        assertThat(Path.of("/dev/null.alive")).doesNotExist();
    }
}
