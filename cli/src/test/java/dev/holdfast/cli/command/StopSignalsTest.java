package dev.holdfast.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class StopSignalsTest {
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;

    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final CompletableFuture<Integer> cutOff = new CompletableFuture<>();
    private final List<String> drains = new ArrayList<>();

    @Test
    void the_first_signal_drains_and_the_end_of_the_drain_stops() throws InterruptedException {
        StopSignals signals = signals(Duration.ofHours(1));

        signals.hear("SIGTERM", SIGTERM);
        Thread waiting = Thread.ofVirtual().start(() -> await(signals));
        assertThat(waiting.isAlive()).isTrue();
        drained.complete(null);

        waiting.join();
        assertThat(drains).containsExactly("SIGTERM");
        assertThat(cutOff).isNotDone();
    }

    @Test
    void a_signal_during_the_start_is_not_forgotten() {
        StopSignals signals = new StopSignals(cutOff::complete, Duration.ofHours(1));
        drained.complete(null);

        signals.hear("SIGINT", SIGINT);
        signals.drainBy(this::drain);

        await(signals);
        assertThat(drains).containsExactly("SIGINT");
    }

    @Test
    void a_drain_that_fails_stops_too() {
        StopSignals signals = signals(Duration.ofHours(1));

        signals.hear("SIGTERM", SIGTERM);
        drained.completeExceptionally(new IllegalStateException("drain"));

        await(signals);
    }

    @Test
    void a_second_signal_does_not_wait_for_the_drain() {
        StopSignals signals = signals(Duration.ofHours(1));

        signals.hear("SIGTERM", SIGTERM);
        signals.hear("SIGINT", SIGINT);

        await(signals);
        assertThat(drains).containsExactly("SIGTERM");
        assertThat(cutOff).isNotDone();
    }

    @Test
    void an_orderly_stop_that_takes_too_long_after_a_second_signal_is_cut_off() {
        StopSignals signals = signals(Duration.ZERO);

        signals.hear("SIGTERM", SIGTERM);
        signals.hear("SIGTERM", SIGTERM);

        assertThat(cutOff.join()).isEqualTo(143);
    }

    @Test
    void a_third_signal_cuts_off() {
        StopSignals signals = signals(Duration.ofHours(1));

        signals.hear("SIGTERM", SIGTERM);
        signals.hear("SIGTERM", SIGTERM);
        signals.hear("SIGINT", SIGINT);

        assertThat(cutOff).isCompletedWithValue(130);
    }

    private StopSignals signals(Duration atOnce) {
        StopSignals signals = new StopSignals(cutOff::complete, atOnce);
        signals.drainBy(this::drain);
        return signals;
    }

    private CompletionStage<Void> drain(String signal) {
        drains.add(signal);
        return drained;
    }

    private static void await(StopSignals signals) {
        try {
            signals.awaitStop();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
