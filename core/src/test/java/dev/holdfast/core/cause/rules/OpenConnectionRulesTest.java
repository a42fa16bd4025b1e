package dev.holdfast.core.cause.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Life;
import dev.holdfast.core.evidence.NodeHealth;
import dev.holdfast.core.evidence.PathEvidence;
import dev.holdfast.core.evidence.Violation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Ends of open connections that we decided.
class OpenConnectionRulesTest {
    @ParameterizedTest
    @CsvSource({
        "ACKNOWLEDGING, CLIENT_EVENT_LOOP_BLOCKED, LIKELY, CLIENT",
        "ZERO_WINDOW, CLIENT_EVENT_LOOP_BLOCKED, LIKELY, CLIENT",
        "NOT_ACKNOWLEDGING, HALF_OPEN_DEAD_PEER, PROVEN, NETWORK",
        "UNKNOWN, HEARTBEAT_MISSED, PROVEN, UNKNOWN"
    })
    void a_silent_peer_is_judged_by_what_its_tcp_still_does(
            PathEvidence path, Cause cause, Confidence confidence, Initiator initiator) {
        Explanation missed = explain(Life.open().then(Samples.heartbeatMissed(path)));
        assertThat(missed.cause()).isEqualTo(cause);
        assertThat(missed.confidence()).isEqualTo(confidence);
        assertThat(missed.initiator()).isEqualTo(initiator);
        assertThat(missed.evidence()).contains("ping unanswered for 10 s", "nothing received for 35 s");
    }

    @Test
    void a_kernel_that_was_not_asked_is_not_quoted() {
        assertThat(explain(Life.open().then(Samples.heartbeatMissed(PathEvidence.UNKNOWN)))
                        .evidence())
                .noneMatch(clause -> clause.startsWith("TCP:"));
        assertThat(explain(Life.open().then(Samples.heartbeatMissed(PathEvidence.ACKNOWLEDGING)))
                        .evidence())
                .contains("TCP: last acknowledgement 40 ms ago, 0 unacknowledged, 0 retransmits, 0 probes");
    }

    @ParameterizedTest
    @EnumSource(Violation.class)
    void what_our_reader_saw_is_proven_but_for_a_reserved_bit_that_noise_sets_too(Violation kind) {
        Explanation violated = explain(Life.open().then(new Decision.Violated(kind, "found")));
        assertThat(violated.confidence())
                .isEqualTo(kind == Violation.RESERVED_BIT ? Confidence.LIKELY : Confidence.PROVEN);
        assertThat(violated.summary()).contains(kind.code().toString(), kind.meaning());
        assertThat(violated.evidence()).containsExactly(kind.meaning(), "found");
        assertThat(violated.cause().answer().closeCode()).isEqualTo(kind.code());
    }

    @Test
    void a_close_by_the_application_is_expected() {
        Explanation closed = explain(Life.open()
                .then(Samples.applicationClosed(1000, Duration.ofMinutes(1), 7))
                .closeSent(1000)
                .closeReceived(1000, "")
                .fin());
        assertThat(closed.cause()).isEqualTo(Cause.APPLICATION_CLOSED);
        assertThat(closed.expected()).isTrue();
        assertThat(closed.evidence()).contains("7 messages received before");
    }

    @Test
    void a_close_at_once_before_any_message_is_seldom_meant() {
        Explanation early = explain(Life.open().then(Samples.applicationClosed(1000, Duration.ofMillis(3), 0)));
        assertThat(early.cause()).isEqualTo(Cause.SERVER_LOOP_EXITS_EARLY);
        assertThat(early.confidence()).isEqualTo(Confidence.LIKELY);
        assertThat(early.expected()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"4000, 3, 0", "3000, 3, 0", "1000, 50, 0", "1000, 3, 1"})
    void a_code_of_its_own_or_time_or_a_message_show_that_the_application_meant_it(
            int code, long millis, long messages) {
        assertThat(explain(Life.open().then(Samples.applicationClosed(code, Duration.ofMillis(millis), messages)))
                        .cause())
                .isEqualTo(Cause.APPLICATION_CLOSED);
    }

    @Test
    void a_close_frame_that_nobody_answers_is_told_from_one_that_never_left() {
        Life closed = Life.open().then(Samples.applicationClosed(1000, Duration.ofMinutes(1), 7));
        Explanation neverLeft = explain(closed.then(new Fact.CloseUnanswered(Duration.ofSeconds(5))));
        assertThat(neverLeft.cause()).isEqualTo(Cause.CLOSE_HANDSHAKE_UNANSWERED);
        assertThat(neverLeft.summary()).contains("did not even take the close frame within 5 s");

        Explanation unanswered = explain(Life.open()
                .then(Samples.applicationClosed(1000, Duration.ofMinutes(1), 7))
                .closeSent(1000)
                .then(new Fact.CloseUnanswered(Duration.ofSeconds(5))));
        assertThat(unanswered.summary()).contains("did not answer the close frame within 5 s");
    }

    @Test
    void where_we_closed_for_a_cause_the_missing_answer_is_not_another() {
        assertThat(explain(Life.open()
                                .then(new Decision.Violated(Violation.UNMASKED_FRAME, ""))
                                .closeSent(1002)
                                .then(new Fact.CloseUnanswered(Duration.ofSeconds(5))))
                        .cause())
                .isEqualTo(Cause.MASKING_OR_FRAMING_ERROR);
    }

    @Test
    void errors_are_counted_only_where_they_were() {
        Decision limit = new Decision.HandlerErrorLimit(5, "e-5", "X");
        assertThat(explain(Life.open().then(limit)).evidence()).noneMatch(clause -> clause.contains("in all"));
        assertThat(explain(Life.open().then(limit).fin().counted(9, 9, 6)).evidence())
                .contains("6 errors in all");
    }

    @Test
    void a_drain_names_what_stopped_the_server() {
        Explanation drained = explain(Life.open().then(new Decision.Draining("SIGTERM", Duration.ofMillis(3_200))));
        assertThat(drained.summary()).contains("SIGTERM");
        assertThat(drained.evidence()).contains("this client's turn to come back: after 3.2 s");
        assertThat(drained.initiator()).isEqualTo(Initiator.OPERATOR);
    }

    @Test
    void what_is_not_taken_is_a_slow_client_only_as_far_as_its_tcp_lives() {
        Explanation behind = explain(Life.open().then(Samples.overflow(Samples.tcp(0, 4, 4, Duration.ofMillis(300)))));
        assertThat(behind.cause()).isEqualTo(Cause.SLOW_CONSUMER);
        assertThat(behind.confidence()).isEqualTo(Confidence.PROVEN);

        Explanation nobodyTells = explain(Life.open().then(Samples.overflow(null)));
        assertThat(nobodyTells.cause()).isEqualTo(Cause.SLOW_CONSUMER);
        assertThat(nobodyTells.confidence()).isEqualTo(Confidence.LIKELY);

        Explanation dead = explain(Life.open().then(Samples.overflow(Samples.tcp(3, 5, 0, Duration.ofSeconds(12)))));
        assertThat(dead.cause()).isEqualTo(Cause.HALF_OPEN_DEAD_PEER);
        assertThat(dead.confidence()).isEqualTo(Confidence.LIKELY);
        assertThat(dead.initiator()).isEqualTo(Initiator.NETWORK);
    }

    static List<Decision> judgedByTime() {
        return List.of(
                Samples.heartbeatMissed(PathEvidence.NOT_ACKNOWLEDGING),
                Samples.heartbeatMissed(PathEvidence.UNKNOWN),
                new Decision.BackendSilent(
                        "app:8000", Samples.TEN_SECONDS, Samples.TEN_SECONDS, PathEvidence.NOT_ACKNOWLEDGING, null),
                new Decision.HandshakeTimedOut(Samples.TEN_SECONDS, 17),
                new Decision.FirstMessageTimedOut(Samples.TEN_SECONDS),
                Samples.overflow(Samples.tcp(0, 4, 4, Duration.ofMillis(300))),
                new Decision.Violated(Violation.MESSAGE_TIMEOUT, "limit 30000 ms"),
                new Decision.Violated(Violation.MESSAGE_FLOOD, "limit 50 a second"),
                new Decision.Violated(Violation.CONTROL_FLOOD, "limit 50 a second"));
    }

    @ParameterizedTest
    @MethodSource("judgedByTime")
    void nobody_is_proven_late_by_a_server_that_stood_still_itself(Decision decision) {
        Life judged = decision instanceof Decision.HandshakeTimedOut
                ? Life.accepted().after(Samples.TEN_SECONDS).then(decision)
                : Life.open().after(Samples.TEN_SECONDS).then(decision);
        assertThat(explain(judged).confidence()).isEqualTo(Confidence.PROVEN);

        Explanation late = explain(judged.then(Samples.nodeUnwell(Duration.ofSeconds(8), 0)));
        assertThat(late.confidence()).isEqualTo(Confidence.LIKELY);
        assertThat(late.cause()).isEqualTo(explain(judged).cause());
        assertThat(late.evidence()).contains("an event loop of ours stood still for 8 s meanwhile or just before");
    }

    @Test
    void what_stood_still_long_before_or_only_afterwards_takes_nothing_away() {
        Life missed =
                Life.open().after(Duration.ofMinutes(2)).then(Samples.heartbeatMissed(PathEvidence.NOT_ACKNOWLEDGING));
        NodeHealth before = new NodeHealth(
                Duration.ofMinutes(1),
                Duration.ofSeconds(3),
                Duration.ofSeconds(50),
                Duration.ZERO,
                null,
                null,
                0,
                0,
                0);
        assertThat(explain(missed.then(new Fact.NodeUnwell(before))).confidence())
                .isEqualTo(Confidence.PROVEN);

        Life closing = Life.open()
                .after(Duration.ofMinutes(2))
                .then(Samples.heartbeatMissed(PathEvidence.NOT_ACKNOWLEDGING))
                .after(Duration.ofSeconds(5));
        assertThat(explain(closing.then(Samples.nodeUnwell(Duration.ofSeconds(2), 0)))
                        .confidence())
                .isEqualTo(Confidence.PROVEN);
    }

    @Test
    void an_answer_may_have_come_to_a_close_frame_while_we_stood_still() {
        Life closed = Life.open()
                .then(Samples.applicationClosed(1000, Duration.ofMinutes(1), 7))
                .closeSent(1000)
                .after(Duration.ofSeconds(5))
                .then(new Fact.CloseUnanswered(Duration.ofSeconds(5)));
        assertThat(explain(closed).confidence()).isEqualTo(Confidence.PROVEN);
        Explanation late = explain(closed.then(Samples.nodeUnwell(Duration.ofSeconds(4), 0)));
        assertThat(late.cause()).isEqualTo(Cause.CLOSE_HANDSHAKE_UNANSWERED);
        assertThat(late.confidence()).isEqualTo(Confidence.LIKELY);
    }

    private static Explanation explain(Life life) {
        return CauseCatalog.classifier().explain(life.timeline());
    }
}
