package dev.holdfast.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConformancePageTest {
    @Test
    void each_group_has_its_row_and_what_is_not_plainly_ok_is_named() {
        List<CaseResult> cases = new ArrayList<>(Invented.all(Group.core()));
        cases.set(0, new CaseResult("1.1.1", "FAILED", "UNCLEAN", ""));
        cases.set(1, new CaseResult("1.1.2", "NON-STRICT", "OK", ""));
        cases.set(2, new CaseResult("1.1.3", "INFORMATIONAL", "INFORMATIONAL", ""));

        String page = new ConformancePage(
                        new Results(Group.core(), cases),
                        new ConformancePage.Versions("holdfast 1.2.3", "0.5.6", "0.1.5", "25.0.1"),
                        Map.of("limits.message-bytes", "256KiB"),
                        "./conformance/run",
                        LocalDate.of(2026, 11, 23))
                .markdown();

        assertThat(page)
                .contains("`./conformance/run` on 2026-11-23", "holdfast 1.2.3", "0.5.6", "0.1.5", "25.0.1")
                .contains("but for `limits.message-bytes: 256KiB`.")
                .contains("| 1 Framing | 16 | 13 | 1 | 1 | 1 | 1 |\n")
                .contains("| 6 UTF-8 | 145 | 145 | 0 | 0 | 0 | 0 |\n")
                .contains("| all | 247 | 244 | 1 | 1 | 1 | 1 |\n")
                .contains("1.1.1 (FAILED, close UNCLEAN), 1.1.2 (NON-STRICT, close OK), 1.1.3 (INFORMATIONAL,")
                .doesNotContain("1.1.4 ");
    }
}
