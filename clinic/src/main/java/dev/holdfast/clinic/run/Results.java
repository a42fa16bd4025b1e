package dev.holdfast.clinic.run;

import java.util.List;
import java.util.function.ToLongFunction;

/// What came of all cases.
record Results(List<CaseResult> cases) {
    /// The least share of trials that must be right.
    static final double GOAL = 0.98;

    Results {
        cases = List.copyOf(cases);
    }

    long runs() {
        return sum(CaseResult::runs);
    }

    long right() {
        return sum(CaseResult::right);
    }

    long wrong() {
        return sum(CaseResult::wrong);
    }

    long unexplained() {
        return sum(CaseResult::unexplained);
    }

    long broken() {
        return sum(CaseResult::broken);
    }

    long provenWrong() {
        return sum(CaseResult::provenWrong);
    }

    List<CaseResult> skipped() {
        return cases.stream().filter(each -> each.skipped() != null).toList();
    }

    double share() {
        return runs() == 0 ? 0 : (double) right() / runs();
    }

    /// Of those that came out right, rounded down: 100.0 means all of them.
    double percent() {
        return runs() == 0 ? 0 : Math.floor(1000.0 * right() / runs()) / 10;
    }

    /// Whether the promises hold: enough right, and nothing wrong that was called proven.
    boolean good() {
        return share() >= GOAL && provenWrong() == 0;
    }

    private long sum(ToLongFunction<CaseResult> figure) {
        return cases.stream().mapToLong(figure).sum();
    }
}
