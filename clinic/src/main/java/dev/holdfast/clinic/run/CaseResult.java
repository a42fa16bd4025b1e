package dev.holdfast.clinic.run;

import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Outcome;
import dev.holdfast.clinic.trial.Said;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What came of all trials of one case.
///
/// @param skipped why it was not played; absent where it was
/// @param outcomes one for each trial
record CaseResult(ClinicCase played, @Nullable String skipped, List<Outcome> outcomes) {
    CaseResult {
        outcomes = List.copyOf(outcomes);
    }

    int runs() {
        return outcomes.size();
    }

    long right() {
        return count(Outcome.Right.class);
    }

    long wrong() {
        return count(Outcome.Wrong.class);
    }

    long unexplained() {
        return count(Outcome.Unexplained.class);
    }

    long broken() {
        return count(Outcome.Broken.class);
    }

    /// Trials in which something that did not happen was called proven.
    long provenWrong() {
        return outcomes.stream()
                .filter(each -> each instanceof Outcome.Wrong wrong && wrong.proven())
                .count();
    }

    private long count(Class<? extends Outcome> kind) {
        return outcomes.stream().filter(kind::isInstance).count();
    }

    /// How often which cause was said with which confidence.
    Map<String, Long> said() {
        return outcomes.stream()
                .map(CaseResult::said)
                .filter(Objects::nonNull)
                .map(said -> said.cause().id() + " " + said.confidence())
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    }

    /// What was said of the first trial that went right; absent where none did.
    @Nullable
    Said firstRight() {
        return outcomes.stream()
                .filter(Outcome.Right.class::isInstance)
                .map(CaseResult::said)
                .findFirst()
                .orElse(null);
    }

    static @Nullable Said said(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Right(Said said) -> said;
            case Outcome.Wrong(Said said) -> said;
            case Outcome.Unexplained(Said said) -> said;
            case Outcome.Broken _ -> null;
        };
    }
}
