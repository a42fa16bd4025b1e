package dev.holdfast.cli.ends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Cause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Names what was forgotten: a cause that this server puts on the wire has its end over a real socket in this package.
class EveryEndTest {
    /// Those that nothing in this package can bring about.
    private static final Set<Cause> ELSEWHERE = Set.of(
            // The port is bound and ready in one step, so that no socket comes in between.
            Cause.STARTUP_NOT_READY,
            // Loopback always acknowledges: they take a path that loses packets, forgets or dies.
            Cause.HALF_OPEN_DEAD_PEER,
            Cause.L4_IDLE_SILENT_DROP,
            Cause.RADIO_LOSS,
            // Takes as many connections as there are local ports; its vector has what the system says then.
            Cause.EPHEMERAL_PORT_EXHAUSTION,
            // Takes a process whose files run out, which is one of its own (OpenFilesProcessTest, and the clinic's).
            Cause.FD_EXHAUSTION,
            // Only where the system tells nothing of TCP.
            Cause.HEARTBEAT_MISSED);

    private static final Path TESTS = Path.of("src/test/java/dev/holdfast/cli/ends");

    @Test
    void every_cause_with_an_answer_of_ours_is_met_over_a_real_socket() throws IOException {
        String tests = tests();
        assertThat(Arrays.stream(Cause.values())
                        .filter(cause -> cause.answer().httpStatus() != null
                                || cause.answer().closeCode() != null)
                        .filter(cause -> !tests.matches("(?s).*\\b" + cause.name() + "\\b.*"))
                        .collect(Collectors.toSet()))
                .isEqualTo(ELSEWHERE);
    }

    private static String tests() throws IOException {
        try (Stream<Path> files = Files.list(TESTS)) {
            return files.filter(file -> file.toString().endsWith("EndsTest.java"))
                    .map(EveryEndTest::read)
                    .collect(Collectors.joining());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
