package dev.holdfast.observe.ends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Classifier;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.evidence.ClientReport;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.observe.ends.JoinedReports.Outcome;
import dev.holdfast.observe.fixture.Ends;
import dev.holdfast.observe.fixture.ManualTime;
import dev.holdfast.observe.json.JsonForm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JoinedReportsTest {
    private static final String ATTEMPT = "attempt-0000001";

    /// Believes every report, so that the join shows.
    private static final Classifier CREDULOUS =
            new Classifier(List.of(facts -> facts.timeline().has(Fact.ClientReported.class)
                    ? Finding.likely(Cause.CLIENT_LEFT, Initiator.CLIENT, "The client said so.", List.of("its report"))
                    : null));

    private final ManualTime time = new ManualTime(Ends.START.plusSeconds(120));
    private final RecentEnds ends = new RecentEnds(3, time);
    private final List<ExplainedAgain> shown = new ArrayList<>();
    private final List<Notice> log = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final JoinedReports reports =
            new JoinedReports(ends, new LaterFacts(ends, CREDULOUS, time, shown::add), time, log::add, outcomes::add);

    private static ClientReport report(boolean opened) {
        return JsonForm.clientReport(JsonForm.tree("{\"opened\":" + opened + "}"));
    }

    private EndRecord end(String id, String attempt) {
        ConnectionInfo info = Ends.connection(id, null, attempt);
        EndRecord end = Ends.lost(info);
        ends.add(end);
        reports.ended(attempt, id);
        return end;
    }

    @Test
    void a_report_is_joined_to_the_end_of_its_attempt_and_explains_it_again() {
        EndRecord before = end("c-1", ATTEMPT);
        reports.reported(ATTEMPT, report(true));

        EndRecord after = ends.find("c-1");
        assertThat(after.explanation().cause()).isEqualTo(Cause.CLIENT_LEFT);
        assertThat(after.timeline().last(Fact.ClientReported.class)).isPresent();
        assertThat(after.duration()).isEqualTo(before.duration());
        assertThat(after.endedAt()).isEqualTo(before.endedAt());
        assertThat(ends.newest(10, null)).containsExactly(after);
        assertThat(JsonForm.tree(ends.explain(ATTEMPT)).get("joined").booleanValue())
                .isTrue();
        assertThat(shown).singleElement().satisfies(again -> {
            assertThat(again.end()).isEqualTo(after);
            assertThat(again.before()).isEqualTo(before.explanation());
        });
        assertThat(outcomes).containsExactly(Outcome.JOINED);
    }

    @Test
    void the_first_report_of_an_attempt_counts() {
        end("c-1", ATTEMPT);
        reports.reported(ATTEMPT, report(true));
        EndRecord first = ends.find("c-1");
        reports.reported(ATTEMPT, report(false));

        assertThat(ends.find("c-1")).isEqualTo(first);
        assertThat(shown).hasSize(1);
        assertThat(outcomes).containsExactly(Outcome.JOINED, Outcome.REPEATED);
    }

    @Test
    void a_report_that_is_earlier_than_the_end_waits_for_it() {
        reports.reported(ATTEMPT, report(true));
        reports.reported(ATTEMPT, report(false));
        assertThat(shown).isEmpty();
        time.advance(JoinedReports.PATIENCE.minusNanos(1));
        reports.tidy();

        end("c-1", ATTEMPT);
        assertThat(shown).hasSize(1);
        assertThat(ends.find("c-1").timeline().last(Fact.ClientReported.class))
                .contains(new Fact.ClientReported(report(true)));
        assertThat(outcomes).containsExactly(Outcome.REPEATED, Outcome.JOINED);
    }

    @Test
    void nobody_elses_end_is_touched() {
        EndRecord other = end("c-2", "attempt-0000002");
        EndRecord without = end("c-3", null);
        reports.reported(ATTEMPT, report(true));

        assertThat(ends.newest(10, null)).containsExactly(without, other);
        assertThat(shown).isEmpty();
    }

    @Test
    void a_handshake_that_never_arrived_is_said_once_after_a_while() {
        reports.reported(ATTEMPT, report(false));
        time.advance(JoinedReports.PATIENCE_FOR_HANDSHAKES.minusNanos(1));
        reports.tidy();
        assertThat(log).isEmpty();

        time.advance(Duration.ofNanos(1));
        reports.tidy();
        reports.tidy();
        assertThat(log).singleElement().satisfies(notice -> {
            assertThat(notice.event()).isEqualTo("client-report-unmatched");
            assertThat(notice.fields()).containsEntry("reported_attempt", ATTEMPT);
        });
        assertThat(outcomes).containsExactly(Outcome.NEVER_ARRIVED);
    }

    /// Firefox sends nothing of a connection that is closed in the moment it is made.
    @Test
    void a_handshake_that_its_own_page_gave_up_is_nothing_to_look_for() {
        reports.reported(
                ATTEMPT, JsonForm.clientReport(JsonForm.tree("{\"opened\":false,\"ended_by\":\"application\"}")));
        time.advance(JoinedReports.PATIENCE_FOR_HANDSHAKES);
        reports.tidy();

        assertThat(log).singleElement().satisfies(notice -> {
            assertThat(notice.level()).isEqualTo(Notice.Level.INFO);
            assertThat(notice.message()).contains("its page gave up");
        });
        assertThat(outcomes).containsExactly(Outcome.NEVER_ARRIVED);
    }

    @Test
    void a_report_whose_end_does_not_come_is_forgotten() {
        reports.reported(ATTEMPT, report(true));
        time.advance(JoinedReports.PATIENCE);
        reports.tidy();
        end("c-1", ATTEMPT);

        assertThat(shown).isEmpty();
        assertThat(log).isEmpty();
        assertThat(outcomes).containsExactly(Outcome.FORGOTTEN);
    }

    @Test
    void invented_attempts_fill_neither_memory_nor_log() {
        int many = JoinedReports.MOST_WAITING + 500;
        for (int i = 0; i < many; i++) {
            reports.reported("attempt-" + i, report(false));
        }
        time.advance(JoinedReports.PATIENCE);
        reports.tidy();

        assertThat(log).hasSize(JoinedReports.MOST_LINES);
        assertThat(outcomes).hasSize(many);
        assertThat(outcomes.stream().filter(Outcome.FORGOTTEN::equals)).hasSize(500);
    }

    @Test
    void an_end_that_is_no_longer_kept_is_not_explained_again() {
        end("c-1", ATTEMPT);
        for (int i = 2; i <= 4; i++) {
            end("c-" + i, null);
        }
        reports.reported(ATTEMPT, report(true));

        assertThat(shown).isEmpty();
        assertThat(ends.find("c-1")).isNull();
    }
}
