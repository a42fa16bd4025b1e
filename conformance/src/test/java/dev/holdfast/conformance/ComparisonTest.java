package dev.holdfast.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Results ALL_WELL = new Results(Group.compression(), Invented.all(Group.compression()));

    private static Results with(CaseResult other) {
        List<CaseResult> cases = new ArrayList<>(ALL_WELL.cases());
        cases.set(0, other);
        return new Results(Group.compression(), cases);
    }

    @Test
    void the_same_twice_has_no_difference() {
        assertThat(new Comparison(ALL_WELL, ALL_WELL).differences()).isEmpty();
        assertThat(new Comparison(ALL_WELL, ALL_WELL).same(Group.COMPRESSION)).isEqualTo(90);
    }

    @Test
    void what_fails_with_the_backend_alone_may_fail_through_the_gateway() {
        Results both = with(new CaseResult("12.1.1", "FAILED", "UNCLEAN", ""));

        assertThat(new Comparison(both, both).differences()).isEmpty();
    }

    @Test
    void another_verdict_is_a_difference_and_so_is_another_number_of_octets() {
        for (CaseResult other : List.of(
                new CaseResult("12.1.1", "FAILED", "OK", ""), new CaseResult("12.1.1", "OK", "OK", "1 octet more"))) {
            Comparison compared = new Comparison(ALL_WELL, with(other));

            assertThat(compared.differences()).singleElement().asString().startsWith("Case 12.1.1: OK, close OK () w");
            assertThat(compared.same(Group.COMPRESSION)).isEqualTo(89);
        }
    }

    @Test
    void a_case_that_got_lost_is_a_difference() {
        List<CaseResult> fewer = new ArrayList<>(ALL_WELL.cases());
        fewer.removeLast();

        assertThat(new Comparison(ALL_WELL, new Results(Group.compression(), fewer)).differences())
                .containsExactly("125 of the 126 cases of group 13 have a result.");
    }

    @Test
    void the_page_has_a_row_for_each_group_and_names_differences() {
        Comparison compared = new Comparison(ALL_WELL, with(new CaseResult("12.1.1", "FAILED", "OK", "")));

        assertThat(new ComparisonPage(
                                compared,
                                new ComparisonPage.Versions("holdfast 1.2.3", "0.5.6", "0.1.5", "22.7", "ws 8", "25"),
                                1000,
                                "./conformance/run --gateway",
                                LocalDate.of(2026, 11, 28))
                        .markdown())
                .contains("| 12 Compression of several kinds of data | 90 | 89 | 90 | 0 | 0 | 0 |\n")
                .contains("| 13 Compression with several offers | 126 | 126 | 126 | 0 | 0 | 0 |\n")
                .contains("with 1,000 messages each")
                .contains("- Case 12.1.1: OK, close OK () without the gateway, FAILED, close OK () through it.");
    }
}
