package dev.holdfast.doctor.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Classifier;
import dev.holdfast.core.cause.rules.CauseCatalog;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Timeline;
import dev.holdfast.doctor.analyze.report.JsonReport;
import dev.holdfast.doctor.analyze.report.TerminalPage;
import dev.holdfast.doctor.analyze.result.Analysis;
import dev.holdfast.doctor.analyze.source.LogSource;
import dev.holdfast.doctor.analyze.study.Filter;
import dev.holdfast.doctor.probe.report.Schema;
import dev.holdfast.doctor.report.Ink;
import dev.holdfast.observe.json.EventJson;
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.observe.json.SafeJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Our own log, with the ends of `spec/vectors/explanations`.
class OwnLogTest {
    private static final Classifier CLASSIFIER = CauseCatalog.classifier();

    private record Named(String cause, Timeline timeline) {}

    /// All hits and near misses with the causes that they are.
    private static List<Named> vectors() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.sorted()
                    .flatMap(file -> {
                        JsonNode json = JsonForm.tree(text(file));
                        String cause = json.path("cause").asString();
                        return Stream.concat(
                                json.path("hits")
                                        .valueStream()
                                        .map(hit -> new Named(cause, JsonForm.timeline(hit.path("timeline")))),
                                json.path("nearly")
                                        .valueStream()
                                        .map(miss -> new Named(
                                                miss.path("cause").asString(),
                                                JsonForm.timeline(miss.path("timeline")))));
                    })
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .map(folder -> folder.resolve("spec/vectors/explanations"))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow();
    }

    /// One end an hour, each on a path, from a network and to a backend of its own, so that no two have to do with each
    /// other.
    private static List<EndRecord> ends() throws IOException {
        List<EndRecord> ends = new ArrayList<>();
        Instant start = Instant.parse("2026-11-01T00:00:00Z");
        for (Named each : vectors()) {
            int number = ends.size();
            Timeline timeline = new Timeline(
                    start.plus(Duration.ofHours(number)),
                    each.timeline().entries().stream()
                            .map(entry -> entry.fact() instanceof Fact.UpstreamChosen(String _, List<String> offered)
                                    ? new Timeline.Entry(
                                            entry.atNanos(),
                                            new Fact.UpstreamChosen("backend-" + number + ":8000", offered))
                                    : entry)
                            .toList(),
                    0);
            ends.add(new EndRecord(
                    ConnectionInfo.accepted(
                                    "c" + number, "10." + number / 250 + "." + number % 250 + ".7:5", timeline.start())
                            .requested("/ws/" + number, null, "test", "attempt-" + number),
                    number % 3 > 0,
                    timeline,
                    CLASSIFIER.explain(timeline)));
        }
        return ends;
    }

    private static String line(EndRecord end) {
        return new String(SafeJson.utf8(JsonForm.text(json -> EventJson.ended(json, end)), 0), StandardCharsets.UTF_8)
                + "\n";
    }

    private static Analysis analyzed(String log, Filter filter) throws UnreadableException {
        return new LogAnalysis(null, filter, ZoneOffset.UTC).of(List.of(LogSource.of("-", stream(log))));
    }

    private static InputStream stream(String log) {
        return new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, Long> counts(Analysis analysis) {
        return analysis.causes().stream()
                .collect(Collectors.toMap(each -> each.cause().id(), Analysis.CauseShare::count));
    }

    private static Map<String, Long> expected() throws IOException {
        Map<String, Long> expected = new HashMap<>();
        for (Named each : vectors()) {
            expected.merge(each.cause(), 1L, Long::sum);
        }
        return expected;
    }

    @Test
    void every_end_is_explained_anew_and_comes_out_as_its_vector_says() throws Exception {
        String log = ends().stream().map(OwnLogTest::line).collect(Collectors.joining());

        Analysis analysis = analyzed(log, Filter.NONE);

        assertThat(counts(analysis)).isEqualTo(expected());
        assertThat(analysis.differences()).isEmpty();
        assertThat(analysis.explainedAnew()).isEqualTo(ends().size());
        assertThat(analysis.totals().all()).isEqualTo(ends().size());
    }

    @Test
    void what_older_rules_said_is_shown_beside_what_todays_say() throws Exception {
        EndRecord end = ends().getFirst();
        String log = line(end)
                .replaceFirst(
                        "\"cause\":\"[^\"]+\",\"confidence\":\"[A-Z]+\"",
                        "\"cause\":\"gremlins\",\"confidence\":\"LIKELY\"");

        assertThat(analyzed(log, Filter.NONE).differences())
                .containsExactly(new Analysis.Difference(
                        "gremlins",
                        "LIKELY",
                        end.explanation().cause(),
                        end.explanation().confidence(),
                        1,
                        "c0"));
    }

    @Test
    void an_end_that_is_told_again_is_counted_once_as_it_is_known_last() throws Exception {
        EndRecord before = ends().stream()
                .filter(end -> end.explanation().cause() == Cause.UNEXPLAINED)
                .findFirst()
                .orElseThrow();
        EndRecord after = new EndRecord(before.info(), before.opened(), before.timeline(), before.explanation());
        String again = new String(
                        SafeJson.utf8(
                                JsonForm.text(json -> EventJson.explainedAgain(
                                        json, after.endedAt().plusSeconds(5), after, before.explanation())),
                                0),
                        StandardCharsets.UTF_8)
                + "\n";

        assertThat(analyzed(line(before) + again, Filter.NONE).totals().all()).isEqualTo(1);
        // Of a file that begins after the first line.
        assertThat(analyzed(again, Filter.NONE).totals().all()).isEqualTo(1);
    }

    @Test
    void rotated_files_are_read_in_the_order_of_their_times(@TempDir Path folder) throws Exception {
        List<EndRecord> ends = ends();
        List<LogSource> sources = new ArrayList<>();
        for (int part = 3; part >= 0; part--) {
            int size = ends.size() / 4;
            String log = ends.subList(part * size, part == 3 ? ends.size() : (part + 1) * size).stream()
                    .map(OwnLogTest::line)
                    .collect(Collectors.joining());
            sources.add(LogSource.of(
                    Files.writeString(folder.resolve("backend." + part + ".log"), log)
                            .toString(),
                    InputStream.nullInputStream()));
        }

        Analysis analysis = new LogAnalysis(null, Filter.NONE, ZoneOffset.UTC).of(sources);

        assertThat(counts(analysis)).isEqualTo(expected());
        assertThat(analysis.sources()).extracting(Analysis.Source::name).isSorted();
    }

    @Test
    void a_period_a_user_and_a_connection_can_be_asked_for() throws Exception {
        List<EndRecord> ends = ends();
        String log = ends.stream().map(OwnLogTest::line).collect(Collectors.joining());
        Instant middle = ends.get(100).timeline().start();

        Analysis later = analyzed(log, new Filter(middle, middle.plus(Duration.ofHours(10)), null, null));
        assertThat(later.totals().all()).isBetween(9L, 11L);
        assertThat(later.trend()).isNotNull();
        assertThat(analyzed(log, new Filter(null, null, "nobody", null))
                        .totals()
                        .all())
                .isZero();

        Analysis one = analyzed(log, new Filter(null, null, null, "attempt-7"));
        assertThat(Objects.requireNonNull(one.story()).end()).isEqualTo(ends.get(7));
        assertThat(page(one))
                .contains("Connection c7")
                .contains(ends.get(7).explanation().summary());
    }

    @Test
    void the_json_is_what_its_schema_says() throws Exception {
        String log = ends().stream().map(OwnLogTest::line).collect(Collectors.joining()) + "no line\n";
        Path schema = folder().resolve("../../analyze.schema.json");

        for (Filter filter : List.of(Filter.NONE, new Filter(null, null, null, "c9"))) {
            assertThat(Schema.problems(schema, JsonReport.of(analyzed(log, filter))))
                    .isEmpty();
        }
        assertThat(Schema.problems(schema, JsonReport.of(analyzed("", Filter.NONE))))
                .isEmpty();
    }

    @Test
    void hostile_lines_are_counted_with_their_numbers_and_nothing_of_them_acts_on_a_terminal() throws Exception {
        EndRecord end = ends().getFirst();
        Random random = new Random(9);
        StringBuilder log = new StringBuilder(line(end));
        log.append("{\"timestamp\":\"2026-11-01T00:00:00Z\",\"level\":\"INFO\",\"event\":\"\u001b[31mred\n");
        log.append(line(end), 0, 300).append('\n');
        for (int i = 0; i < 50; i++) {
            for (int j = 0; j < 200; j++) {
                log.append((char) random.nextInt(32, 0x250));
            }
            log.append("\u001b]0;owned\u0007\n");
        }

        Analysis analysis = analyzed(log.toString(), Filter.NONE);

        assertThat(analysis.totals().all()).isEqualTo(1);
        assertThat(analysis.sources().getFirst().flawed()).isEqualTo(52);
        assertThat(analysis.sources().getFirst().flaws().getFirst().line()).isEqualTo(2);
        assertThat(page(analysis) + JsonReport.of(analysis)).doesNotContain("\u001b", "\u0007");
    }

    @Test
    void what_is_no_log_is_refused_and_an_empty_file_is_not() throws Exception {
        assertThatThrownBy(() -> analyzed("Dear diary,\ntoday nothing happened.\n", Filter.NONE))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("--format");
        assertThat(analyzed("", Filter.NONE).totals().all()).isZero();
        assertThat(page(analyzed("", Filter.NONE))).contains("No connection was found");
    }

    private static String page(Analysis analysis) {
        return String.join("\n", new TerminalPage(new Ink(false), 400, ZoneOffset.UTC).of(analysis));
    }
}
