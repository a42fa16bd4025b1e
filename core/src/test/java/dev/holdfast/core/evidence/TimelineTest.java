package dev.holdfast.core.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseExchange;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TransportEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final CloseFrame NORMAL = CloseFrame.of(CloseCode.NORMAL, "");
    private static final CloseFrame GOING = CloseFrame.of(CloseCode.GOING_AWAY, "");

    @Test
    void a_timeline_stays_as_it_was_when_more_is_recorded() {
        Life life = Life.accepted();
        Timeline before = life.timeline();
        life.then(new Fact.PeerFinSeen());
        assertThat(before.entries()).hasSize(1);
        assertThat(life.timeline().entries()).hasSize(2);
    }

    @Test
    void facts_are_found_by_kind_oldest_and_newest() {
        Timeline timeline = Life.open()
                .then(new Fact.HandlerFailed("e1", "X", 1))
                .then(new Fact.HandlerFailed("e2", "X", 2))
                .timeline();
        assertThat(timeline.first(Fact.HandlerFailed.class))
                .hasValueSatisfying(f -> assertThat(f.errorId()).isEqualTo("e1"));
        assertThat(timeline.last(Fact.HandlerFailed.class))
                .hasValueSatisfying(f -> assertThat(f.errorId()).isEqualTo("e2"));
        assertThat(timeline.when(Fact.HandlerFailed.class)).contains(Duration.ofMillis(4));
        assertThat(timeline.has(Fact.CloseSent.class)).isFalse();
        assertThat(timeline.duration()).isEqualTo(Duration.ofMillis(5));
    }

    @Test
    void the_first_ending_fact_began_the_end() {
        assertThat(Life.open().timeline().ending()).isEmpty();
        assertThat(Life.open()
                        .closeReceived(1000, "")
                        .closeSent(1000)
                        .fin()
                        .timeline()
                        .ending())
                .contains(new Timeline.Entry(4_000_000, new Fact.CloseReceived(NORMAL)));
        assertThat(Life.open()
                        .then(new Decision.MaximumAge(Duration.ofHours(1)))
                        .closeReceived(1000, "")
                        .timeline()
                        .ending())
                .contains(new Timeline.Entry(4_000_000, new Decision.MaximumAge(Duration.ofHours(1))));
    }

    @Test
    void an_exchange_says_which_frame_came_first_and_how_tcp_ended() {
        TransportEnd fin = new TransportEnd.PeerFin(false);
        assertThat(Life.open().timeline().exchange())
                .isEqualTo(new CloseExchange(null, null, CloseExchange.Order.NONE, null));
        assertThat(Life.open()
                        .closeReceived(1000, "")
                        .closeSent(1001)
                        .gone(fin)
                        .timeline()
                        .exchange())
                .isEqualTo(new CloseExchange(NORMAL, GOING, CloseExchange.Order.RECEIVED_FIRST, fin));
        assertThat(Life.open()
                        .closeSent(1001)
                        .closeReceived(1000, "")
                        .gone(fin)
                        .timeline()
                        .exchange())
                .isEqualTo(new CloseExchange(NORMAL, GOING, CloseExchange.Order.SENT_FIRST, fin));
    }

    @Test
    void the_first_end_of_tcp_counts() {
        assertThat(Life.open()
                        .gone(new TransportEnd.PeerReset(TransportEnd.SeenBy.READ, "reset"))
                        .gone(new TransportEnd.LocalClose(false))
                        .timeline()
                        .exchange()
                        .transportEnd())
                .isEqualTo(new TransportEnd.PeerReset(TransportEnd.SeenBy.READ, "reset"));
    }

    @Test
    void a_full_timeline_keeps_its_beginning_and_its_newest_and_counts_what_it_left_out() {
        Life life = Life.open();
        int facts = 1_000;
        for (int i = 4; i < facts; i++) {
            life.then(new Fact.BackpressureBegan(i));
        }
        Timeline timeline = life.timeline();
        int kept = Timeline.Recorder.HEAD + Timeline.Recorder.TAIL;
        assertThat(timeline.entries()).hasSize(kept);
        assertThat(timeline.omitted()).isEqualTo(facts - kept);

        List<Long> queued = new ArrayList<>();
        for (Timeline.Entry entry : timeline.entries()) {
            if (entry.fact() instanceof Fact.BackpressureBegan(long bytes)) {
                queued.add(bytes);
            }
        }
        assertThat(queued.getFirst()).isEqualTo(4);
        assertThat(queued.get(Timeline.Recorder.HEAD - 4 - 1)).isEqualTo(Timeline.Recorder.HEAD - 1L);
        assertThat(queued.get(Timeline.Recorder.HEAD - 4)).isEqualTo(facts - (long) Timeline.Recorder.TAIL);
        assertThat(queued.getLast()).isEqualTo(facts - 1L);
        assertThat(timeline.entries()).isSortedAccordingTo((a, b) -> Long.compare(a.atNanos(), b.atNanos()));
    }

    @Test
    void an_application_that_sends_and_sends_after_the_close_cant_push_out_why_it_was_closed() {
        Life life = Life.open();
        for (int i = 1; i <= 100; i++) {
            life.then(new Fact.HandlerFailed("e" + i, "X", i));
        }
        Decision decision = new Decision.HandlerErrorLimit(100, "e100", "X");
        life.then(decision).closeSent(1011);
        for (int i = 0; i < 100; i++) {
            life.then(new Fact.SendAfterClose());
        }
        Timeline timeline =
                life.closeReceived(1011, "").fin().counted(1, 2, 100).timeline();
        assertThat(timeline.ending().map(Timeline.Entry::fact)).contains(decision);
        assertThat(timeline.exchange().sent()).isNotNull();
        assertThat(timeline.has(Fact.Totals.class)).isTrue();
        assertThat(timeline.entries()).hasSize(Timeline.Recorder.HEAD + Timeline.Recorder.TAIL);
    }
}
