package dev.holdfast.clinic.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Expectation;
import dev.holdfast.clinic.trial.Outcome;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.observe.json.JsonForm;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The table can turn out badly, and says so when it does.
class JudgementTest {
    private static final ClinicCase CASE =
            ClinicCase.hit(Cause.PROXY_RELOAD, "nginx", _ -> said(Cause.PROXY_RELOAD, "LIKELY"));

    private static Said said(Cause cause, String confidence) {
        return Said.of("end", JsonForm.tree("""
                {"explanation":{"cause":"%s","confidence":"%s","summary":"It was so."}}""".formatted(cause.id(), confidence)));
    }

    private static Outcome judged(Cause cause, String confidence) {
        return Outcome.judge(CASE.expected(), said(cause, confidence));
    }

    private static Results results(Outcome... outcomes) {
        return new Results(List.of(new CaseResult(CASE, null, List.of(outcomes))));
    }

    @Test
    void the_right_cause_is_right_another_is_wrong_and_none_is_unexplained() {
        assertThat(judged(Cause.PROXY_RELOAD, "LIKELY")).isInstanceOf(Outcome.Right.class);
        assertThat(judged(Cause.CLIENT_LEFT, "LIKELY")).isInstanceOf(Outcome.Wrong.class);
        assertThat(judged(Cause.UNEXPLAINED, "NONE")).isInstanceOf(Outcome.Unexplained.class);
    }

    @Test
    void a_near_miss_is_right_only_where_what_really_happened_is_named() {
        Expectation nearMiss = new Expectation.NotNamed(Cause.PROXY_RELOAD, Set.of(Cause.CLIENT_LEFT));
        assertThat(Outcome.judge(nearMiss, said(Cause.CLIENT_LEFT, "PROVEN"))).isInstanceOf(Outcome.Right.class);
        assertThat(Outcome.judge(nearMiss, said(Cause.PROXY_RELOAD, "LIKELY"))).isInstanceOf(Outcome.Wrong.class);
        assertThat(Outcome.judge(nearMiss, said(Cause.UNEXPLAINED, "NONE"))).isInstanceOf(Outcome.Unexplained.class);
    }

    @Test
    void the_promise_holds_with_98_of_100_right_and_not_with_97() {
        assertThat(results(outcomes(98, judged(Cause.UNEXPLAINED, "NONE"))).good())
                .isTrue();
        assertThat(results(outcomes(97, judged(Cause.UNEXPLAINED, "NONE"))).good())
                .isFalse();
        assertThat(results(outcomes(97, new Outcome.Broken("it took too long"))).good())
                .isFalse();
    }

    @Test
    void one_wrong_trial_that_is_called_proven_breaks_it() {
        assertThat(results(outcomes(99, judged(Cause.CLIENT_LEFT, "LIKELY"))).good())
                .isTrue();
        assertThat(results(outcomes(99, judged(Cause.CLIENT_LEFT, "PROVEN"))).good())
                .isFalse();
    }

    private static Outcome[] outcomes(int right, Outcome other) {
        List<Outcome> all = new ArrayList<>(Collections.nCopies(right, judged(Cause.PROXY_RELOAD, "LIKELY")));
        all.addAll(Collections.nCopies(100 - right, other));
        return all.toArray(Outcome[]::new);
    }

    @Test
    void the_table_and_the_json_show_every_figure() {
        Results results = results(
                judged(Cause.PROXY_RELOAD, "LIKELY"),
                judged(Cause.CLIENT_LEFT, "PROVEN"),
                judged(Cause.UNEXPLAINED, "NONE"),
                new Outcome.Broken("it took too long"));
        JsonNode total = JsonForm.tree(ResultsJson.of(results)).get("total");
        assertThat(total.get("runs").asInt()).isEqualTo(4);
        for (String one : List.of("right", "wrong", "wrong_proven", "unexplained", "broken")) {
            assertThat(total.get(one).asInt()).as(one).isEqualTo(1);
        }
        assertThat(AccuracyPage.of(results, List.of(), "Written today."))
                .contains("| 4 | 1 (25.0 %) | 1 | 1 | 1 | 1 |")
                .contains("| [proxy-reload](causes/proxy-reload.md) | nginx | 4 | 1 | 1 | 1 | 1 |");
    }
}
