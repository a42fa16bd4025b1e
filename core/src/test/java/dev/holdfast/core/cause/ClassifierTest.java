package dev.holdfast.core.cause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.Life;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassifierTest {
    private static final CauseRule LEFT =
            _ -> Finding.proven(Cause.CLIENT_LEFT, Initiator.CLIENT, "It left.", List.of("e"));
    private static final CauseRule SLOW =
            _ -> Finding.likely(Cause.SLOW_CONSUMER, Initiator.SERVER, "It was slow.", List.of("e"));
    private static final CauseRule NOTHING = _ -> null;

    @Test
    void the_first_rule_that_finds_something_is_right() {
        assertThat(explain(Life.open(), NOTHING, LEFT, SLOW).cause()).isEqualTo(Cause.CLIENT_LEFT);
        assertThat(explain(Life.open(), SLOW, LEFT).cause()).isEqualTo(Cause.SLOW_CONSUMER);
    }

    @Test
    void what_no_rule_knows_is_unexplained_with_what_was_seen_and_what_is_missing() {
        Explanation lost = explain(Life.open().fin().counted(7, 5, 0), NOTHING);
        assertThat(lost.cause()).isEqualTo(Cause.UNEXPLAINED);
        assertThat(lost.confidence()).isEqualTo(Confidence.NONE);
        assertThat(lost.initiator()).isEqualTo(Initiator.UNKNOWN);
        assertThat(lost.evidence())
                .containsExactly(
                        "the other side ended TCP (FIN)",
                        "no close frame came",
                        "the last bytes from the client came 3 s before the end",
                        "7 messages received, 5 sent");
        assertThat(lost.missing()).hasSize(3);
    }

    @Test
    void what_was_not_counted_is_not_claimed() {
        assertThat(explain(Life.open().fin(), NOTHING).evidence())
                .noneMatch(clause -> clause.contains("received") || clause.contains("last bytes"));
    }

    @Test
    void a_loss_before_the_101_is_not_said_to_be_an_open_connection() {
        assertThat(explain(Life.asked().gone(new TransportEnd.Failed("X", "odd")), NOTHING)
                        .summary())
                .contains("before its opening handshake was answered");
    }

    @Test
    void an_end_of_ours_without_a_decision_is_called_a_defect() {
        for (TransportEnd end : List.of(new TransportEnd.LocalClose(false), new TransportEnd.LocalAbort("why"))) {
            assertThat(explain(Life.open().gone(end), NOTHING).summary()).contains("a defect of Holdfast");
        }
    }

    @Test
    void a_life_that_has_not_ended_is_not_said_to_have() {
        assertThat(explain(Life.open(), NOTHING).summary()).contains("has not ended");
    }

    private static Explanation explain(Life life, CauseRule... rules) {
        return new Classifier(List.of(rules)).explain(life.timeline());
    }
}
