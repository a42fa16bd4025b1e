package dev.holdfast.observe.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.rules.CauseCatalog;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Timeline;
import dev.holdfast.observe.json.JsonForm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Each file of `spec/vectors/explanations/` has timelines that are its cause, with the words in which they are
/// explained, and timelines that only look like it, with the cause that they are.
class ExplanationVectorsTest {
    private static final Path FOLDER = folder();

    private record Vector(String file, JsonNode json) {
        /// What a test report shows.
        @Override
        public String toString() {
            return file + ": " + json.path("name").asString();
        }

        Timeline timeline() {
            return JsonForm.timeline(json.path("timeline"));
        }
    }

    @ParameterizedTest
    @MethodSource("hits")
    void a_hit_is_explained_in_these_words(Vector hit) {
        Explanation explanation = CauseCatalog.classifier().explain(hit.timeline());
        JsonNode expected = hit.json().path("explanation");
        assertThat(explanation.cause().id()).isEqualTo(hit.file());
        assertThat(explanation.summary()).isEqualTo(expected.path("summary").asString());
        assertThat(explanation.evidence())
                .containsExactlyElementsOf(expected.path("evidence")
                        .valueStream()
                        .map(JsonNode::asString)
                        .toList());
        assertThat(explanation.confidence().name())
                .isEqualTo(expected.path("confidence").asString());
        assertThat(explanation.initiator().word())
                .isEqualTo(expected.path("initiator").asString());
        assertThat(explanation.expected()).isEqualTo(expected.path("expected").booleanValue());
    }

    @ParameterizedTest
    @MethodSource("nearMisses")
    void a_near_miss_is_something_else(Vector nearMiss) {
        assertThat(nearMiss.json().path("cause").asString()).isNotEqualTo(nearMiss.file());
        assertThat(CauseCatalog.classifier()
                        .explain(nearMiss.timeline())
                        .cause()
                        .id())
                .isEqualTo(nearMiss.json().path("cause").asString());
    }

    @ParameterizedTest
    @MethodSource("all")
    void a_timeline_is_a_whole_life_and_survives_being_read_and_written(Vector vector) {
        Timeline timeline = vector.timeline();
        assertThat(timeline.entries().getFirst().fact()).isInstanceOf(Fact.Accepted.class);
        assertThat(timeline.entries().stream()
                        .map(Timeline.Entry::fact)
                        .filter(fact -> !(fact instanceof Fact.Afterwards))
                        .toList())
                .last()
                // Another program's log has no totals.
                .isInstanceOfAny(Fact.Totals.class, Fact.EndLogged.class);
        assertThat(timeline.entries()).isSortedAccordingTo((a, b) -> Long.compare(a.atNanos(), b.atNanos()));
        assertThat(JsonForm.tree(JsonForm.write(timeline)))
                .isEqualTo(vector.json().path("timeline"));
    }

    @Test
    void every_file_has_a_hit_and_a_near_miss_with_names_of_their_own() {
        assertThat(files()).allSatisfy(file -> {
            JsonNode json = read(file);
            String cause = json.path("cause").asString();
            assertThat(file).hasFileName(cause + ".json");
            assertThat(Cause.byId(cause)).isPresent();
            for (String kind : List.of("hits", "nearly")) {
                assertThat(json.path(kind)
                                .valueStream()
                                .map(vector -> vector.path("name").asString()))
                        .isNotEmpty()
                        .noneMatch(String::isBlank)
                        .doesNotHaveDuplicates();
            }
        });
    }

    static Stream<Vector> hits() {
        return vectors("hits");
    }

    static Stream<Vector> nearMisses() {
        return vectors("nearly");
    }

    static Stream<Vector> all() {
        return Stream.concat(hits(), nearMisses());
    }

    private static Stream<Vector> vectors(String kind) {
        return files().stream().flatMap(file -> {
            JsonNode json = read(file);
            return json.path(kind)
                    .valueStream()
                    .map(vector -> new Vector(json.path("cause").asString(), vector));
        });
    }

    private static List<Path> files() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private static JsonNode read(Path file) {
        try {
            return JsonForm.tree(Files.readString(file));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private static Path folder() {
        Path start = Path.of("").toAbsolutePath();
        return Stream.iterate(start, Objects::nonNull, Path::getParent)
                .map(folder -> folder.resolve("spec/vectors/explanations"))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no spec/vectors/explanations above " + start));
    }
}
