package dev.holdfast.observe.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.cause.Classifier;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.rules.CauseCatalog;
import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Timeline;
import dev.holdfast.observe.fixture.Samples;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

class JsonFormTest {
    private static final Classifier CLASSIFIER = new Classifier(CauseCatalog.rules());

    static Stream<Class<? extends Fact>> facts() {
        return Samples.factTypes().stream();
    }

    @ParameterizedTest
    @MethodSource("facts")
    void the_line_of_an_end_alone_is_enough_to_explain_it_again(Class<? extends Fact> fact) {
        Samples samples = new Samples(fact.getName().hashCode());
        for (int i = 0; i < 50; i++) {
            EndRecord end = samples.end(samples.timelineWith(fact));
            String line = line(end);

            EndRecord read = JsonForm.end(JsonForm.tree(line));

            assertThat(read).isEqualTo(end);
            assertThat(CLASSIFIER.explain(read.timeline())).isEqualTo(end.explanation());
        }
    }

    private static String line(EndRecord end) {
        return new String(SafeJson.utf8(JsonForm.text(json -> EventJson.ended(json, end)), 0), StandardCharsets.UTF_8);
    }

    @Test
    void a_timeline_reads_as_the_papers_promise() {
        Timeline timeline = new Timeline(
                Instant.parse("2026-11-23T10:00:00Z"),
                List.of(
                        new Timeline.Entry(0, new Fact.Accepted("127.0.0.1:5")),
                        new Timeline.Entry(
                                1_500_001, new Decision.AuthRefused(new AuthProblem.Expired(Duration.ofMinutes(3)))),
                        new Timeline.Entry(2_000_000, new Fact.CloseReceived(CloseFrame.EMPTY)),
                        new Timeline.Entry(2_000_000, new Decision.NotReady()),
                        new Timeline.Entry(3_000_000, new Fact.TransportEnded(new TransportEnd.PeerFin(true)))),
                0);

        assertThat(JsonForm.write(timeline))
                .isEqualTo(
                        "{\"start\":\"2026-11-23T10:00:00Z\",\"omitted\":0,\"facts\":["
                                + "{\"at_ms\":0.0,\"fact\":\"accepted\",\"remote_address\":\"127.0.0.1:5\"},"
                                + "{\"at_ms\":1.500001,\"fact\":\"auth-refused\",\"problem\":{\"kind\":\"expired\",\"by_seconds\":180.0}},"
                                + "{\"at_ms\":2.0,\"fact\":\"close-received\",\"frame\":{\"code\":null,\"reason\":\"\"}},"
                                + "{\"at_ms\":2.0,\"fact\":\"not-ready\"},"
                                + "{\"at_ms\":3.0,\"fact\":\"transport-ended\",\"end\":{\"kind\":\"fin\",\"reset_too\":true}}]}");
    }

    @Test
    void an_explanation_has_exactly_the_promised_fields() {
        Timeline expired = new Timeline(
                Instant.EPOCH,
                List.of(
                        new Timeline.Entry(0, new Fact.Accepted("127.0.0.1:5")),
                        new Timeline.Entry(
                                1, new Decision.AuthRefused(new AuthProblem.Expired(Duration.ofMinutes(3))))),
                0);

        JsonNode json = JsonForm.tree(JsonForm.write(CLASSIFIER.explain(expired)));

        assertThat(json.propertyNames())
                .containsExactly("cause", "confidence", "initiator", "expected", "summary", "evidence", "fix", "doc");
        assertThat(json.get("cause").asString()).isEqualTo("token-expired");
        assertThat(json.get("confidence").asString()).isEqualTo("PROVEN");
        assertThat(json.get("initiator").asString()).isIn("client", "server");
        assertThat(json.get("expected").isBoolean()).isTrue();
        assertThat(json.get("doc").asString()).isEqualTo("docs/causes/token-expired.md");
    }

    @Test
    void an_unexplained_end_names_what_is_missing() {
        Explanation unexplained = CLASSIFIER.explain(new Timeline(Instant.EPOCH, List.of(), 0));

        JsonNode json = JsonForm.tree(JsonForm.write(unexplained));

        assertThat(json.get("missing").size()).isPositive();
        assertThat(JsonForm.explanation(json)).isEqualTo(unexplained);
    }

    @Test
    void the_words_of_a_transport_end_are_the_same_in_timeline_and_log() {
        Samples samples = new Samples(1);
        for (int i = 0; i < 60; i++) {
            Fact.TransportEnded ended = (Fact.TransportEnded) samples.fact(Fact.TransportEnded.class);
            Timeline timeline = new Timeline(Instant.EPOCH, List.of(new Timeline.Entry(0, ended)), 0);

            String kind = JsonForm.tree(JsonForm.write(timeline))
                    .at("/facts/0/end/kind")
                    .asString();

            assertThat(kind).isEqualTo(ended.end().word());
        }
    }

    @Test
    void no_two_facts_share_a_name() {
        assertThat(Samples.factTypes().stream().map(JsonNames::of)).doesNotHaveDuplicates();
    }

    @Test
    void a_line_from_a_newer_holdfast_is_refused_by_name() {
        JsonNode timeline = JsonForm.tree(
                "{\"start\":\"2026-11-23T10:00:00Z\",\"omitted\":0,\"facts\":[{\"at_ms\":0.0,\"fact\":\"teleported\"}]}");

        assertThatThrownBy(() -> JsonForm.timeline(timeline))
                .isInstanceOf(JacksonException.class)
                .hasMessageContaining("\"teleported\" is not known");
    }

    @Test
    void whatever_is_missing_or_damaged_is_refused_where_it_is_read() {
        String good = JsonForm.write(new Timeline(
                Instant.EPOCH,
                List.of(new Timeline.Entry(0, new Fact.CloseSent(CloseFrame.of(CloseCode.NORMAL, "bye")))),
                0));
        assertThat(JsonForm.timeline(JsonForm.tree(good)).entries()).hasSize(1);

        List<String> damages = List.of(
                good.replace("\"start\"", "\"begin\""),
                good.replace("\"omitted\"", "\"left_out\""),
                good.replace("\"facts\"", "\"acts\""),
                good.replace("\"at_ms\"", "\"at\""),
                good.replace("\"frame\"", "\"window\""),
                good.replace("\"bye\"", "null"),
                good.replace("\"reason\"", "\"raisin\""),
                good.replace("1000", "70000"),
                good.replace("0.0", "1e99"),
                good.replace("0.0", "1e999999999"),
                good.replace("0.0", "1e-999999999"),
                good.replace("1970", "19x0"),
                good.replace("{\"at_ms\":0.0", "7,{\"at_ms\":0.0"));

        assertThat(damages).allSatisfy(damage -> {
            assertThat(damage).isNotEqualTo(good);
            assertThatThrownBy(() -> JsonForm.timeline(JsonForm.tree(damage))).isInstanceOf(JacksonException.class);
        });
    }

    @Test
    void what_looks_like_a_token_is_not_written_even_when_a_client_smuggles_it_into_a_reason() {
        String token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl-canary";
        Timeline timeline = new Timeline(
                Instant.EPOCH,
                List.of(
                        new Timeline.Entry(0, new Fact.Accepted("127.0.0.1:5")),
                        new Timeline.Entry(
                                0, new Fact.CloseReceived(CloseFrame.of(new CloseCode(4000), "t=" + token)))),
                0);
        EndRecord end = new Samples(3).end(timeline);

        assertThat(line(end)).doesNotContain("eyJ").doesNotContain("canary").contains("t=<redacted>");
    }

    @Test
    void a_text_without_end_is_cut_between_characters() {
        String cut = ShownText.of("x".repeat(9) + "😀".repeat(100), 10);

        assertThat(cut).isEqualTo("x".repeat(9) + "…");
    }

    @Test
    void durations_survive_exactly() {
        Samples samples = new Samples(5);
        IntStream.range(0, 1000).forEach(_ -> {
            Fact.Totals totals = (Fact.Totals) samples.fact(Fact.Totals.class);
            Duration duration = totals.sinceReceived();
            assertThat(Decimals.duration(Decimals.seconds(duration))).isEqualTo(duration);
            assertThat(Decimals.nanos(Decimals.millis(duration.toNanos()))).isEqualTo(duration.toNanos());
        });
    }
}
