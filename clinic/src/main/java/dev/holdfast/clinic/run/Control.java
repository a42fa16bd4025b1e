package dev.holdfast.clinic.run;

import dev.holdfast.clinic.trial.Clinic;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Expectation;
import dev.holdfast.clinic.trial.Outcome;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Classifier;
import dev.holdfast.core.cause.rules.CauseCatalog;
import dev.holdfast.observe.json.JsonForm;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Shows that the clinic can fail: each rule that decided something is switched off, and a case that it
/// decided is played again, really. Without the rule it must not come out right.
final class Control {
    /// Cases of a rule that are tried until one shows the loss.
    private static final int MOST = 3;

    private Control() {}

    /// What came of a case without the rule that decides it.
    ///
    /// @param said in words
    record Loss(String rule, ClinicCase played, boolean lost, String said) {}

    static List<Loss> play(Results results, Path folder, int together, PrintWriter out) throws Exception {
        List<Loss> losses = new ArrayList<>();
        for (Map.Entry<String, List<ClinicCase>> each : decidedByRule(results).entrySet()) {
            String rule = each.getKey();
            Classifier without = new Classifier(CauseCatalog.rulesWithout(Set.of(rule)));
            try (Clinic clinic = new Clinic(folder, without)) {
                Runner runner = new Runner(clinic, together, Duration.ofDays(1), out);
                Loss loss = null;
                // A case with a server in a process of its own has all rules, whatever is switched off here.
                for (ClinicCase candidate : each.getValue()
                        .subList(0, Math.min(MOST, each.getValue().size()))) {
                    loss = loss(rule, candidate, runner);
                    if (loss.lost()) {
                        break;
                    }
                }
                if (loss != null) {
                    losses.add(loss);
                }
            }
        }
        return losses;
    }

    private static Loss loss(String rule, ClinicCase played, Runner runner) throws InterruptedException {
        Outcome outcome =
                runner.play(List.of(played), 1).cases().getFirst().outcomes().getFirst();
        return new Loss(rule, played, !(outcome instanceof Outcome.Right), words(outcome));
    }

    private static String words(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Right(Said said) -> said.cause().id() + ", as with it";
            case Outcome.Wrong(Said said) -> said.cause().id();
            case Outcome.Unexplained _ -> "unexplained";
            case Outcome.Broken(String why) -> "nothing: " + why;
        };
    }

    private static Map<String, List<ClinicCase>> decidedByRule(Results results) {
        Map<String, List<ClinicCase>> byRule = new LinkedHashMap<>();
        for (CaseResult each : results.cases()) {
            Said said = each.firstRight();
            if (said != null && each.played().expected() instanceof Expectation.Named) {
                String rule = decided(said.record());
                if (rule != null) {
                    byRule.computeIfAbsent(rule, _ -> new ArrayList<>()).add(each.played());
                }
            }
        }
        return byRule;
    }

    /// The rule that explained an end, found by asking one after the other; `null` for incidents, which have no
    /// timeline.
    static @Nullable String decided(JsonNode record) {
        JsonNode timeline = record.path("timeline");
        if (timeline.isMissingNode()) {
            return null;
        }
        Case facts = new Case(JsonForm.timeline(timeline));
        for (CauseRule rule : CauseCatalog.rules()) {
            if (rule.examine(facts) != null) {
                return rule.getClass().getSimpleName();
            }
        }
        return null;
    }
}
