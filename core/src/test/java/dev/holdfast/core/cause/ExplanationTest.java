package dev.holdfast.core.cause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    @Test
    void an_unexplained_end_has_no_confidence_and_no_other_is_without() {
        refused(Cause.UNEXPLAINED, Confidence.POSSIBLE, "s", List.of("e"), List.of("m"));
        refused(Cause.TOKEN_EXPIRED, Confidence.NONE, "s", List.of("e"), List.of());
    }

    @Test
    void an_unexplained_end_names_what_is_missing_and_no_other_does() {
        refused(Cause.UNEXPLAINED, Confidence.NONE, "s", List.of("e"), List.of());
        refused(Cause.TOKEN_EXPIRED, Confidence.PROVEN, "s", List.of("e"), List.of("m"));
    }

    @Test
    void nothing_is_claimed_without_evidence_or_without_words() {
        refused(Cause.TOKEN_EXPIRED, Confidence.PROVEN, "s", List.of(), List.of());
        refused(Cause.TOKEN_EXPIRED, Confidence.PROVEN, " ", List.of("e"), List.of());
    }

    @Test
    void an_explanation_cant_be_changed_from_outside() {
        List<String> evidence = new ArrayList<>(List.of("e"));
        Explanation explanation = explanation(Cause.TOKEN_EXPIRED, Confidence.PROVEN, "s", evidence, new ArrayList<>());
        evidence.add("later");
        assertThat(explanation.evidence()).containsExactly("e");
    }

    @Test
    void it_leads_to_the_page_of_its_cause() {
        assertThat(explanation(Cause.TOKEN_EXPIRED, Confidence.PROVEN, "s", List.of("e"), List.of())
                        .doc())
                .isEqualTo("docs/causes/token-expired.md");
    }

    private static void refused(
            Cause cause, Confidence confidence, String summary, List<String> evidence, List<String> missing) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> explanation(cause, confidence, summary, evidence, missing))
                .withMessageContaining(cause.id());
    }

    private static Explanation explanation(
            Cause cause, Confidence confidence, String summary, List<String> evidence, List<String> missing) {
        return new Explanation(cause, confidence, Initiator.SERVER, false, summary, evidence, "fix", missing);
    }
}
