package dev.holdfast.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultsTest {
    @Test
    void the_core_has_247_cases_and_all_together_301() {
        assertThat(Group.core().stream().mapToInt(Group::cases).sum()).isEqualTo(247);
        assertThat(Group.all().stream().mapToInt(Group::cases).sum()).isEqualTo(301);
    }

    @Test
    void the_suites_index_is_read_in_the_order_of_numbers() {
        Results results = Results.read(Group.core(), "holdfast", """
                {"another": {"1.1.1": {"behavior": "FAILED", "behaviorClose": "FAILED"}},
                 "holdfast": {
                  "1.10.1": {"behavior": "OK", "behaviorClose": "WRONG CODE", "remoteCloseCode": 1000},
                  "1.2.1": {"behavior": "NON-STRICT", "behaviorClose": "OK"},
                  "1.2.2": {}}}
                """);

        assertThat(results.cases())
                .containsExactly(
                        new CaseResult("1.2.1", "NON-STRICT", "OK", "close code none"),
                        new CaseResult("1.2.2", "none", "none", "close code none"),
                        new CaseResult("1.10.1", "OK", "WRONG CODE", "close code 1000"));
    }

    @Test
    void a_run_in_which_all_is_well_has_no_problem() {
        assertThat(new Results(Group.core(), Invented.all(Group.core())).problems())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "FAILED, OK",
        "UNIMPLEMENTED, OK",
        "none, none",
        "OK, WRONG CODE",
        "OK, UNCLEAN",
        "OK, FAILED BY CLIENT",
        "NON-STRICT, FAILED"
    })
    void one_case_that_is_not_well_is_named(String behavior, String close) {
        List<CaseResult> cases = new ArrayList<>(Invented.all(Group.core()));
        CaseResult bad = new CaseResult(cases.removeLast().id(), behavior, close, "");
        cases.add(bad);

        assertThat(new Results(Group.core(), cases).problems())
                .containsExactly("Case " + bad.id() + ": " + behavior + ", close " + close + ".");
    }

    @Test
    void a_case_that_got_lost_is_a_problem() {
        List<CaseResult> cases = new ArrayList<>(Invented.all(Group.core()));
        cases.removeFirst();

        assertThat(new Results(Group.core(), cases).problems())
                .containsExactly("15 of the 16 cases of group 1 have a result.");
    }
}
