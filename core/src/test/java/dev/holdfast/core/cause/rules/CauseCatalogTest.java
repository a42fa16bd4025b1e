package dev.holdfast.core.cause.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Classifier;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.DecidedBy;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Life;
import dev.holdfast.core.evidence.PathEvidence;
import dev.holdfast.core.evidence.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class CauseCatalogTest {
    private static final Classifier CLASSIFIER = CauseCatalog.classifier();
    static final List<Decision> DECISIONS = Samples.decisions();

    /// What an end can begin with besides a decision of ours on an open connection.
    private static final List<Life> OTHER_ENDS = List.of(
            Life.accepted().then(new Decision.HandshakeTimedOut(Samples.TEN_SECONDS, 17)),
            Life.accepted().fin(),
            Life.asked().fin(),
            Life.open().fin(),
            Life.open().gone(new TransportEnd.TimedOut("ETIMEDOUT")),
            Life.open().closeReceived(1001, ""),
            Life.open().closeReceived(1011, "oops"),
            Life.open().closeReceived(1011, "keepalive ping timeout"),
            Life.open()
                    .closeReceived(1011, "keepalive ping timeout")
                    .then(Samples.nodeUnwell(Duration.ofSeconds(24), 0)),
            Life.asked().fin().then(Samples.nodeUnwell(Duration.ZERO, 300)),
            Life.asked("https://app.example.net")
                    .then(new Decision.AuthRefused(new AuthProblem.Missing(Set.of(Carrier.COOKIE)))),
            Life.asked("https://app.example.net")
                    .then(new Fact.Upgraded(null))
                    .fin()
                    .counted(0, 0, 0),
            Life.asked("https://app.example.net")
                    .then(new Fact.Upgraded("holdfast.v1"))
                    .then(new Fact.UpgradeNotTaken())
                    .fin()
                    .counted(0, 0, 0),
            Life.asked("https://app.example.net")
                    .then(new Fact.Upgraded("holdfast.v1"))
                    .then(Samples.applicationPingMissed()),
            Life.asked("chrome-extension://abc")
                    .then(new Fact.Upgraded("holdfast.v1"))
                    .closeReceived(1001, "")
                    .then(new Fact.LastMessage(Duration.ofSeconds(30))),
            Life.open().closeReceived(1001, "CloudFlare WebSocket Proxy restarting"),
            Life.open()
                    .then(Samples.pathDegraded())
                    .after(Duration.ofMinutes(1))
                    .then(Samples.heartbeatMissed(PathEvidence.NOT_ACKNOWLEDGING)),
            Life.open().after(Duration.ofMinutes(10)).then(Samples.missedAfter(Duration.ofMinutes(5))),
            Life.open().then(Samples.idleClose()),
            Life.open()
                    .then(Samples.applicationClosed(1000, Duration.ofMinutes(1), 7))
                    .closeSent(1000)
                    .then(new Fact.CloseUnanswered(Duration.ofSeconds(5))));

    /// Of this server's causes: what no connection's own timeline can show. `spec/causes.json` has the reasons.
    private static final Set<Cause> WITHOUT_RULE = EnumSet.of(Cause.CRASH_OOM_SIGKILL, Cause.HANDLER_SLOW_TO_STOP);

    @Test
    void every_cause_that_one_end_decides_is_found_by_some_rule() {
        Set<Cause> found = EnumSet.noneOf(Cause.class);
        DECISIONS.forEach(
                decision -> found.add(explain(Life.open().then(decision)).cause()));
        OTHER_ENDS.forEach(life -> found.add(explain(life).cause()));
        // What takes more than one end is found too, where a timeline holds what the others showed.
        found.removeIf(cause -> cause.decidedBy() != DecidedBy.SERVER);
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Cause.values())
                        .filter(cause -> cause.decidedBy() == DecidedBy.SERVER && !WITHOUT_RULE.contains(cause))
                        .toList());
    }

    @Test
    void a_control_run_goes_without_the_rules_it_names_and_only_without_them() {
        Classifier without = new Classifier(CauseCatalog.rulesWithout(Set.of("ClientLeftRule", "DrainRule")));
        Timeline left = Life.open().closeReceived(1001, "").timeline();
        Timeline dropped = Life.asked().fin().timeline();
        assertThat(CLASSIFIER.explain(left).cause()).isEqualTo(Cause.CLIENT_LEFT);
        assertThat(without.explain(left).cause()).isEqualTo(Cause.UNEXPLAINED);
        assertThat(without.explain(dropped)).isEqualTo(CLASSIFIER.explain(dropped));
        assertThat(CauseCatalog.rulesWithout(Set.of()))
                .hasSameSizeAs(CauseCatalog.rules())
                .hasSize(CauseCatalog.rulesWithout(Set.of("ClientLeftRule", "DrainRule"))
                                .size()
                        + 2);
    }

    @Test
    void a_rule_that_does_not_exist_can_t_be_left_out() {
        assertThatThrownBy(() -> CauseCatalog.rulesWithout(Set.of("DrainRule", "DrianRule")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[DrianRule]")
                .hasMessageContaining("DrainRule");
    }

    @ParameterizedTest
    @FieldSource("DECISIONS")
    void a_decision_of_ours_is_explained_by_exactly_one_rule_but_for_the_closes_of_applications(Decision decision) {
        Case facts = new Case(Life.open().then(decision).timeline());
        List<Cause> found = CauseCatalog.rules().stream()
                .map(rule -> rule.examine(facts))
                .filter(Objects::nonNull)
                .map(finding -> finding.cause())
                .toList();
        if (decision instanceof Decision.ApplicationClosed) {
            assertThat(found).contains(Cause.APPLICATION_CLOSED);
        } else {
            assertThat(found).hasSize(1);
        }
    }

    @ParameterizedTest
    @FieldSource("DECISIONS")
    void what_we_decided_was_begun_by_us_unless_the_other_side_had_fallen_silent(Decision decision) {
        Initiator initiator = explain(Life.open().then(decision)).initiator();
        switch (decision) {
            case Decision.Draining _, Decision.ClosedByOperator _ ->
                assertThat(initiator).isEqualTo(Initiator.OPERATOR);
            case Decision.HeartbeatMissed _ -> assertThat(initiator).isNotEqualTo(Initiator.SERVER);
            // Of a path that is dead.
            case Decision.OutboundOverflow overflow
            when overflow.sample() != null && overflow.sample().retransmits() > 0 ->
                assertThat(initiator).isEqualTo(Initiator.NETWORK);
            default -> assertThat(initiator).isEqualTo(Initiator.SERVER);
        }
    }

    /// The client hears the cause when we decide, the log when all is over: they must be the same. An application's
    /// close that nobody answers is the one exception, and known only afterwards.
    @ParameterizedTest
    @FieldSource("DECISIONS")
    void nothing_that_follows_a_decision_changes_its_cause(Decision decision) {
        Explanation decided = explain(Life.open().then(decision));
        Random random = new Random(DECISIONS.indexOf(decision));
        for (int i = 0; i < 200; i++) {
            Life life = Life.open().then(decision);
            randomAftermath(random, life);
            Explanation ended = explain(life);
            assertThat(ended.cause()).isEqualTo(decided.cause());
            assertThat(ended.confidence()).isEqualTo(decided.confidence());
            assertThat(ended.summary()).isEqualTo(decided.summary());
        }
    }

    private static void randomAftermath(Random random, Life life) {
        List<Runnable> steps = new ArrayList<>(List.of(
                () -> life.closeSent(1000),
                () -> life.closeReceived(1002, "Invalid reserved bit"),
                () -> life.closeReceived(1001, ""),
                () -> life.then(new Fact.PeerFinSeen()),
                () -> life.then(new Fact.SendAfterClose()),
                () -> life.then(new Decision.InternalFault("late", "X")),
                () -> life.then(new Decision.Draining("SIGTERM", Duration.ZERO)),
                () -> life.gone(new TransportEnd.PeerReset(TransportEnd.SeenBy.READ, "reset")),
                () -> life.gone(new TransportEnd.TimedOut("ETIMEDOUT"))));
        for (int i = random.nextInt(6); i > 0; i--) {
            steps.get(random.nextInt(steps.size())).run();
        }
        life.counted(random.nextInt(10), random.nextInt(10), 0);
    }

    @Test
    void the_same_facts_always_get_the_same_words() {
        for (Decision decision : DECISIONS) {
            Timeline timeline = Life.open().then(decision).fin().timeline();
            assertThat(CauseCatalog.classifier().explain(timeline)).isEqualTo(CLASSIFIER.explain(timeline));
        }
    }

    @Test
    void every_summary_is_one_sentence_and_every_piece_of_evidence_a_clause() {
        List<Explanation> all = new ArrayList<>();
        DECISIONS.forEach(decision -> all.add(explain(Life.open().then(decision).counted(1, 1, 1))));
        OTHER_ENDS.forEach(life -> all.add(explain(life)));
        assertThat(all).allSatisfy(explanation -> {
            assertThat(explanation.summary())
                    .endsWith(".")
                    .matches("[A-Z][^\\n]*")
                    .doesNotContainPattern("[.!?] ");
            assertThat(explanation.summary().length()).isLessThan(200);
            assertThat(explanation.evidence())
                    .isNotEmpty()
                    .allSatisfy(clause ->
                            assertThat(clause).isNotBlank().doesNotEndWith(".").doesNotContain("null", "PT"));
            assertThat(explanation.fix()).endsWith(".");
        });
    }

    @Test
    void what_an_operator_may_leave_alone_is_little() {
        Set<Cause> expected = EnumSet.noneOf(Cause.class);
        DECISIONS.stream()
                .map(decision -> explain(Life.open().then(decision)))
                .filter(Explanation::expected)
                .forEach(explanation -> expected.add(explanation.cause()));
        OTHER_ENDS.stream()
                .map(CauseCatalogTest::explain)
                .filter(Explanation::expected)
                .forEach(explanation -> expected.add(explanation.cause()));
        assertThat(expected)
                .containsExactlyInAnyOrder(
                        Cause.CLIENT_LEFT,
                        Cause.APPLICATION_CLOSED,
                        Cause.SERVER_IDLE_POLICY,
                        Cause.MAX_LIFETIME,
                        Cause.CLOSED_BY_OPERATOR,
                        Cause.DEPLOY_OR_DRAIN);
    }

    @Test
    void a_timeline_of_any_facts_in_any_order_gets_one_explanation() {
        Random random = new Random(4_711);
        List<Decision> decisions = DECISIONS;
        for (int i = 0; i < 20_000; i++) {
            Life life = random.nextBoolean() ? Life.open() : random.nextBoolean() ? Life.asked() : Life.accepted();
            if (random.nextBoolean()) {
                life.then(decisions.get(random.nextInt(decisions.size())));
            }
            randomAftermath(random, life);
            Explanation explanation = explain(life);
            assertThat(Arrays.asList(Confidence.values())).contains(explanation.confidence());
            assertThat(explanation.evidence()).isNotEmpty();
        }
    }

    private static Explanation explain(Life life) {
        return CLASSIFIER.explain(life.timeline());
    }
}
