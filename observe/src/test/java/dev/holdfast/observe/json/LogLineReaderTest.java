package dev.holdfast.observe.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Timeline;
import dev.holdfast.observe.fixture.Samples;
import dev.holdfast.observe.json.LogLineReader.MalformedLineException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JsonGenerator;

class LogLineReaderTest {
    private static final Instant AT = Instant.parse("2026-11-23T10:00:00.000000001Z");

    private final LogLineReader reader = new LogLineReader();

    static Stream<Class<? extends Fact>> facts() {
        return Samples.factTypes().stream();
    }

    @ParameterizedTest
    @MethodSource("facts")
    void the_quick_way_reads_every_fact_as_it_was_written(Class<? extends Fact> fact) {
        Samples samples = new Samples(fact.getName().hashCode() + 1L);
        for (int i = 0; i < 50; i++) {
            EndRecord end = samples.end(samples.timelineWith(fact));
            byte[] line = line(json -> EventJson.ended(json, end));

            LogLine read = reader.quick(line, 0, line.length);

            assertThat(read)
                    .isEqualTo(new LogLine.Ended(
                            end.endedAt(),
                            end.info(),
                            end.opened(),
                            end.timeline(),
                            end.explanation().cause().id(),
                            end.explanation().confidence().name(),
                            null));
        }
    }

    @Test
    void both_ways_read_the_same_whatever_the_line() throws MalformedLineException {
        Samples samples = new Samples(7);
        for (int i = 0; i < 200; i++) {
            EndRecord end = samples.end();
            String line = new String(line(json -> EventJson.ended(json, end)), StandardCharsets.UTF_8);
            // A blank is enough to send it the other way.
            byte[] odd = line.replaceFirst(":", ": ").getBytes(StandardCharsets.UTF_8);

            assertThat(reader.read(odd, 0, odd.length)).isEqualTo(read(line));
        }
    }

    @Test
    void an_end_explained_again_says_what_it_was_before() throws MalformedLineException {
        EndRecord end = new Samples(3).end();
        byte[] line = line(json -> EventJson.explainedAgain(json, AT, end, end.explanation()));

        LogLine.Ended read = (LogLine.Ended) reader.quick(line, 0, line.length);

        assertThat(read.again()).isTrue();
        assertThat(read.causeBefore()).isEqualTo(end.explanation().cause().id());
        assertThat(read.timeline()).isEqualTo(end.timeline());
        assertThat(read.at()).isEqualTo(AT);
    }

    @Test
    void a_line_about_the_program_is_a_notice() {
        byte[] line = line(json -> EventJson.noticed(
                json, AT, Notice.warn("server-started", "started \"here\"", Map.of("paths", List.of("/ws")))));

        assertThat(reader.quick(line, 0, line.length))
                .isEqualTo(new LogLine.Noticed(AT, "WARN", "started \"here\"", "server-started"));
    }

    @Test
    void a_part_of_a_larger_buffer_is_read_alone() {
        EndRecord end = new Samples(5).end();
        byte[] line = line(json -> EventJson.opened(json, AT, end.info()));
        byte[] buffer = new byte[line.length + 20];
        System.arraycopy(line, 0, buffer, 9, line.length);

        assertThat(reader.quick(buffer, 9, 9 + line.length)).isEqualTo(new LogLine.Opened(AT, end.info()));
    }

    @Test
    void whatever_is_no_line_of_ours_is_refused_with_a_reason() {
        for (String line : List.of(
                "",
                "{",
                "null",
                "[1]",
                "GET / HTTP/1.1",
                "{\"level\":\"INFO\"}",
                "{\"timestamp\":\"yesterday\",\"level\":\"INFO\",\"message\":\"\",\"event\":\"connection-opened\"}",
                "{\"timestamp\":\"2026-11-23T10:00:00Z\",\"level\":\"INFO\",\"message\":\"\",\"event\":\"connection-ended\"}",
                "{".repeat(5000))) {
            assertThatThrownBy(() -> read(line))
                    .isInstanceOf(MalformedLineException.class)
                    .message()
                    .isNotBlank();
        }
    }

    @Test
    void no_cut_or_damaged_line_does_harm() {
        Samples samples = new Samples(11);
        Random random = new Random(11);
        for (int i = 0; i < 300; i++) {
            EndRecord end = samples.end();
            byte[] line = line(json -> EventJson.ended(json, end));
            for (int j = 0; j < 20; j++) {
                byte[] damaged = line.clone();
                damaged[random.nextInt(line.length)] = (byte) random.nextInt(256);
                int cut = random.nextBoolean() ? line.length : random.nextInt(line.length);
                try {
                    assertThat(reader.read(damaged, 0, cut)).isNotNull();
                } catch (MalformedLineException refused) {
                    assertThat(refused).message().isNotBlank();
                }
            }
        }
    }

    @Test
    void an_unknown_fact_is_named() {
        Timeline timeline = new Timeline(AT, List.of(new Timeline.Entry(0, new Fact.Accepted("a:1"))), 0);
        EndRecord end = new Samples(1).end(timeline);
        String line = new String(line(json -> EventJson.ended(json, end)), StandardCharsets.UTF_8)
                .replace("\"fact\":\"accepted\"", "\"fact\":\"teleported\"");

        assertThatThrownBy(() -> read(line)).hasMessageContaining("teleported");
    }

    private LogLine read(String line) throws MalformedLineException {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return reader.read(bytes, 0, bytes.length);
    }

    private static byte[] line(Consumer<JsonGenerator> content) {
        return SafeJson.utf8(JsonForm.text(content), 0);
    }
}
