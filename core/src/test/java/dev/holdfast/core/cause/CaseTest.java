package dev.holdfast.core.cause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Life;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CaseTest {
    private static final TransportEnd FIN = new TransportEnd.PeerFin(false);
    private static final TransportEnd RESET = new TransportEnd.PeerReset(TransportEnd.SeenBy.WRITE, "reset");
    private static final Decision.MaximumAge TOO_OLD = new Decision.MaximumAge(Duration.ofHours(1));

    @Test
    void a_decision_of_ours_is_the_ground_although_the_peer_closes_after_it() {
        Case facts = of(Life.open().then(TOO_OLD).closeReceived(1001, "").fin());
        assertThat(facts.decided(Decision.MaximumAge.class)).isEqualTo(TOO_OLD);
        assertThat(facts.decided(Decision.Draining.class)).isNull();
        assertThat(facts.closedByPeer()).isNull();
        assertThat(facts.lostTransport()).isNull();
    }

    @Test
    void a_close_frame_is_the_ground_although_we_decide_after_it() {
        Case facts = of(Life.open().closeReceived(1001, "").then(TOO_OLD).gone(RESET));
        assertThat(facts.closedByPeer()).isEqualTo(CloseFrame.of(CloseCode.GOING_AWAY, ""));
        assertThat(facts.decided(Decision.MaximumAge.class)).isNull();
        assertThat(facts.lostTransport()).isNull();
    }

    @Test
    void a_lost_transport_is_the_ground_although_we_decide_after_it() {
        Case facts = of(Life.open().fin().then(TOO_OLD));
        assertThat(facts.lostTransport()).isEqualTo(FIN);
        assertThat(facts.decided(Decision.MaximumAge.class)).isNull();
    }

    @Test
    void a_reset_that_comes_with_or_after_a_fin_is_told() {
        assertThat(of(Life.open().then(new Fact.PeerFinSeen()).gone(RESET)).lostTransport())
                .isEqualTo(new TransportEnd.PeerFin(true));
        assertThat(of(Life.open().then(new Fact.PeerFinSeen()).gone(new TransportEnd.PeerFin(true)))
                        .lostTransport())
                .isEqualTo(new TransportEnd.PeerFin(true));
        assertThat(of(Life.open().then(new Fact.PeerFinSeen()).gone(new TransportEnd.LocalClose(true)))
                        .lostTransport())
                .isEqualTo(FIN);
        assertThat(of(Life.open().gone(RESET)).lostTransport()).isEqualTo(RESET);
    }

    @Test
    void the_end_began_when_its_first_fact_came() {
        assertThat(of(Life.accepted().after(Duration.ofSeconds(2)).fin()).endingAt())
                .isEqualTo(Duration.ofMillis(2_001));
    }

    @Test
    void open_for_counts_from_the_101() {
        assertThat(of(Life.open().after(Duration.ofSeconds(7)).fin()).openFor()).isEqualTo(Duration.ofMillis(7_002));
        assertThat(of(Life.asked().after(Duration.ofSeconds(7)).fin()).openFor())
                .isZero();
    }

    @Test
    void what_was_counted_is_absent_before_the_end() {
        assertThat(of(Life.open()).totals()).isEmpty();
        assertThat(of(Life.open().fin().counted(3, 2, 1)).totals())
                .hasValueSatisfying(totals ->
                        assertThat(totals.counters().messagesReceived()).isEqualTo(3));
    }

    private static Case of(Life life) {
        return new Case(life.timeline());
    }
}
