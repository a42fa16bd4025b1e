package dev.holdfast.observe.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.observe.fixture.Ends;
import dev.holdfast.observe.fixture.FakeServer;
import dev.holdfast.observe.fixture.ManualTime;
import dev.holdfast.observe.metrics.EndCounts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private final FakeServer server = new FakeServer();
    private final EndCounts counts = new EndCounts();
    private final ManualTime time = new ManualTime();
    private final History history = new History(server::snapshot, counts::totals, time);

    private void aSecondGoesBy() {
        time.advance(Duration.ofSeconds(1));
        history.look();
    }

    private List<Moment> all() {
        return history.after(0);
    }

    @Test
    void a_moment_holds_what_happened_in_its_second_and_nothing_of_those_before() {
        server.opened.addAndGet(3);
        counts.count(Ends.left(Ends.connection("a"), Duration.ofMinutes(2)));
        counts.count(Ends.lost(Ends.connection("b")));
        counts.count(Ends.rejected(Ends.connection("c")));
        aSecondGoesBy();
        server.opened.addAndGet(1);
        aSecondGoesBy();

        assertThat(all()).hasSize(2);
        Moment first = all().getFirst();
        assertThat(first.opened()).isEqualTo(3);
        assertThat(first.ended()).isEqualTo(2);
        assertThat(first.unexpected()).isEqualTo(1);
        assertThat(first.rejected()).isEqualTo(1);
        assertThat(first.overMinute()).isEqualTo(2);
        assertThat(first.lagMillis()).isEqualTo(2);
        assertThat(first.causes().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(3);
        assertThat(first.troubles()).doesNotContainKey(Cause.CLIENT_LEFT);
        Moment second = all().getLast();
        assertThat(second.opened()).isEqualTo(1);
        assertThat(second.ended()).isZero();
        assertThat(second.causes()).isEmpty();
        assertThat(second.roundTripMillis())
                .as("no heartbeat was answered in it")
                .isNull();
    }

    @Test
    void an_hour_is_kept_and_no_more() {
        for (int i = 0; i < History.KEPT + 10; i++) {
            aSecondGoesBy();
        }
        assertThat(all()).hasSize(History.KEPT);
        assertThat(all().getLast().at() - all().getFirst().at()).isEqualTo(History.KEPT - 1);
    }

    @Test
    void two_looks_within_one_second_are_one_moment() {
        server.opened.addAndGet(2);
        aSecondGoesBy();
        server.opened.addAndGet(5);
        history.look();
        assertThat(all())
                .singleElement()
                .satisfies(moment -> assertThat(moment.opened()).isEqualTo(7));
    }

    @Test
    void whoever_waits_gets_the_next_moment_and_goes_home_when_it_is_closed() throws Exception {
        aSecondGoesBy();
        long known = all().getLast().at();
        CompletableFuture<List<Moment>> next = waiting(known);
        aSecondGoesBy();
        assertThat(next.get(30, TimeUnit.SECONDS))
                .singleElement()
                .satisfies(moment -> assertThat(moment.at()).isEqualTo(known + 1));
        CompletableFuture<List<Moment>> last = waiting(known + 1);
        history.close();
        assertThat(last.get(30, TimeUnit.SECONDS)).isEmpty();
    }

    private CompletableFuture<List<Moment>> waiting(long second) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return history.await(second, Duration.ofMinutes(1));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }
}
