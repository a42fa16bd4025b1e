package dev.holdfast.observe.ends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.observe.fixture.Ends;
import dev.holdfast.observe.fixture.ManualTime;
import dev.holdfast.observe.json.JsonForm;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class RecentEndsTest {
    private final ManualTime time = new ManualTime();
    private final RecentEnds ends = new RecentEnds(3, time);

    private static EndRecord left(String id) {
        return Ends.left(Ends.connection(id), Duration.ofSeconds(1));
    }

    private static List<String> ids(List<EndRecord> records) {
        return records.stream().map(end -> end.info().connectionId()).toList();
    }

    @Test
    void the_newest_come_first_and_the_oldest_goes() {
        Stream.of("a", "b", "c", "d").map(RecentEndsTest::left).forEach(ends::add);

        assertThat(ids(ends.newest(10, null))).containsExactly("d", "c", "b");
        assertThat(ids(ends.newest(2, null))).containsExactly("d", "c");
        assertThat(ends.find("a")).isNull();
        assertThat(ends.find("b")).isNotNull();
        assertThat(ends.added()).isEqualTo(4);
    }

    @Test
    void one_cause_can_be_asked_for() {
        ends.add(left("a"));
        ends.add(Ends.rejected(Ends.connection("b")));
        ends.add(left("c"));

        assertThat(ids(ends.newest(10, Cause.CLIENT_LEFT))).containsExactly("c", "a");
        assertThat(ids(ends.newest(1, Cause.CLIENT_LEFT))).containsExactly("c");
        assertThat(ids(ends.newest(10, Cause.TOKEN_EXPIRED))).containsExactly("b");
        assertThat(ends.newest(10, Cause.SLOW_CONSUMER)).isEmpty();
    }

    @Test
    void the_client_of_an_attempt_learns_why_and_nothing_about_anybody_else() {
        ends.add(Ends.rejected(Ends.connection("c-1", "secret agent", "attempt-0000001")));

        JsonNode answer = JsonForm.tree(ends.explain("attempt-0000001"));

        assertThat(answer.propertyNames())
                .containsExactly("attempt", "connection_id", "opened", "ended_at", "explanation", "retry");
        assertThat(answer.get("attempt").asString()).isEqualTo("attempt-0000001");
        assertThat(answer.get("connection_id").asString()).isEqualTo("c-1");
        assertThat(answer.get("opened").asBoolean()).isFalse();
        assertThat(answer.get("ended_at").asString()).isEqualTo("2026-11-23T10:00:00.003Z");
        assertThat(answer.get("explanation").get("cause").asString()).isEqualTo("token-expired");
        assertThat(answer.get("retry").asString()).isEqualTo("after_auth");
        assertThat(answer.toString()).doesNotContain("secret agent").doesNotContain("alice");
    }

    @Test
    void an_attempt_is_forgotten_after_ten_minutes() {
        ends.add(Ends.rejected(Ends.connection("c-1", null, "attempt-0000001")));

        time.advance(Duration.ofMinutes(10));
        assertThat(ends.explain("attempt-0000001")).isNotNull();
        time.advance(Duration.ofMillis(1));
        assertThat(ends.explain("attempt-0000001")).isNull();
        assertThat(ends.find("c-1")).as("the operators still see it").isNotNull();
    }

    @Test
    void an_attempt_goes_with_its_end() {
        ends.add(Ends.rejected(Ends.connection("c-1", null, "attempt-0000001")));
        Stream.of("a", "b", "c").map(RecentEndsTest::left).forEach(ends::add);

        assertThat(ends.explain("attempt-0000001")).isNull();
    }

    @Test
    void the_same_attempt_twice_is_answered_by_its_newest_end() {
        ends.add(Ends.rejected(Ends.connection("c-1", null, "attempt-0000001")));
        ends.add(Ends.left(Ends.connection("c-2", null, "attempt-0000001"), Duration.ofSeconds(1)));
        assertThat(ends.explain("attempt-0000001")).contains("\"c-2\"");

        Stream.of("a", "b").map(RecentEndsTest::left).forEach(ends::add);
        assertThat(ends.explain("attempt-0000001"))
                .as("c-1 is gone, c-2 is not")
                .contains("\"c-2\"");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "short-1", "with space in it", "../../etc/passwd", "äöüäöüäöü", "a\nb\nc\nd\ne"})
    void what_is_no_attempt_id_can_not_be_asked_for(String attempt) {
        ends.add(Ends.rejected(Ends.connection("c-1", null, attempt)));

        assertThat(ends.explain(String.valueOf(attempt))).isNull();
    }

    @Test
    void an_attempt_id_has_8_to_128_characters() {
        for (int length : List.of(7, 8, 128, 129)) {
            String attempt = "x".repeat(length);
            ends.add(Ends.rejected(Ends.connection("c-" + length, null, attempt)));
            assertThat(ends.explain(attempt) != null)
                    .as("%d characters", length)
                    .isEqualTo(length >= 8 && length <= 128);
        }
    }

    @Test
    void keeping_none_is_refused() {
        assertThatThrownBy(() -> new RecentEnds(0, time)).hasMessage("ends.kept: found 0, expected 1 or more");
    }

    @Test
    void event_loops_that_add_while_others_read_lose_nothing() throws Exception {
        RecentEnds shared = new RecentEnds(1000, time);
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Callable<Integer>> work = IntStream.range(0, 4)
                    .<Callable<Integer>>mapToObj(thread -> () -> {
                        for (int i = 0; i < 2000; i++) {
                            shared.add(left(thread + "-" + i));
                            assertThat(ids(shared.newest(50, null))).doesNotHaveDuplicates();
                        }
                        return 0;
                    })
                    .toList();
            for (Future<Integer> done : threads.invokeAll(work)) {
                assertThat(done.get()).isZero();
            }
        }

        List<EndRecord> kept = shared.newest(5000, null);
        assertThat(ids(kept)).hasSize(1000).doesNotHaveDuplicates();
        assertThat(kept)
                .allSatisfy(end ->
                        assertThat(shared.find(end.info().connectionId())).isSameAs(end));
        assertThat(shared.added()).isEqualTo(8000);
    }
}
