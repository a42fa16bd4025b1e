package dev.holdfast.core.lifecycle;

import static dev.holdfast.core.lifecycle.Effect.ABORT_TRANSPORT;
import static dev.holdfast.core.lifecycle.Effect.ANSWER_CLOSE;
import static dev.holdfast.core.lifecycle.Effect.ARM_CLOSE_DEADLINE;
import static dev.holdfast.core.lifecycle.Effect.ARM_CREDENTIAL_DEADLINE;
import static dev.holdfast.core.lifecycle.Effect.CLOSE_TRANSPORT;
import static dev.holdfast.core.lifecycle.Effect.REPORT;
import static dev.holdfast.core.lifecycle.Effect.WRITE_CLOSE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The rules that [Lifecycle] says it keeps, over every life that there can be: all sequences of events from the accept
/// on, told apart by the state they lead to and by what has been done on the way.
class LifecycleRulesTest {
    /// A life so far.
    ///
    /// @param done every effect so far; a set, because how often counts only where it is in `twice`
    /// @param twice effects that were asked for more than once
    private record Life(ConnectionState state, Set<Effect> done, Set<Effect> twice, boolean closeFrameCame) {
        static Life accepted() {
            return new Life(
                    ConnectionState.ACCEPTED, EnumSet.noneOf(Effect.class), EnumSet.noneOf(Effect.class), false);
        }

        Life after(Step step) {
            Set<Effect> all = EnumSet.noneOf(Effect.class);
            all.addAll(done);
            Set<Effect> again = EnumSet.noneOf(Effect.class);
            again.addAll(twice);
            for (Effect effect : step.transition().effects()) {
                if (!all.add(effect)) {
                    again.add(effect);
                }
            }
            return new Life(
                    step.transition().state(),
                    Collections.unmodifiableSet(all),
                    Collections.unmodifiableSet(again),
                    closeFrameCame || step.event() == ConnectionEvent.CLOSE_FRAME_RECEIVED);
        }
    }

    private record Step(Life before, ConnectionEvent event, Transition transition) {
        Life after() {
            return before.after(this);
        }

        ConnectionState from() {
            return before.state();
        }

        ConnectionState to() {
            return transition.state();
        }

        List<Effect> effects() {
            return transition.effects();
        }
    }

    private static final List<Step> STEPS = steps();

    private static List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        Set<Life> seen = new HashSet<>(Set.of(Life.accepted()));
        Deque<Life> waiting = new ArrayDeque<>(seen);
        while (!waiting.isEmpty()) {
            Life life = waiting.remove();
            for (ConnectionEvent event : ConnectionEvent.values()) {
                Transition transition;
                try {
                    transition = Lifecycle.next(life.state(), event);
                } catch (IllegalStateException impossible) {
                    continue;
                }
                Step step = new Step(life, event, transition);
                steps.add(step);
                if (seen.add(step.after())) {
                    waiting.add(step.after());
                }
            }
        }
        return steps;
    }

    @Test
    void every_state_is_reached() {
        assertThat(STEPS)
                .extracting(Step::to)
                .contains(EnumSet.complementOf(EnumSet.of(ConnectionState.ACCEPTED))
                        .toArray(ConnectionState[]::new));
    }

    @Test
    void a_life_ends_when_the_transport_is_gone_and_only_then() {
        assertThat(STEPS)
                .filteredOn(step -> step.from() != ConnectionState.ENDED)
                .allSatisfy(step -> assertThat(step.to() == ConnectionState.ENDED)
                        .isEqualTo(step.event() == ConnectionEvent.TRANSPORT_GONE));
    }

    @Test
    void whatever_has_ended_has_reported_exactly_once() {
        assertThat(STEPS)
                .extracting(Step::after)
                .allSatisfy(life ->
                        assertThat(life.done().contains(REPORT)).isEqualTo(life.state() == ConnectionState.ENDED))
                .allSatisfy(life -> assertThat(life.twice()).doesNotContain(REPORT));
    }

    @Test
    void an_end_that_has_begun_is_not_begun_again() {
        assertThat(STEPS).filteredOn(step -> step.from().ending()).allSatisfy(step -> {
            assertThat(step.to()).isGreaterThanOrEqualTo(step.from());
            assertThat(step.effects()).isSubsetOf(Effect.FINISH_TRANSPORT, CLOSE_TRANSPORT, ABORT_TRANSPORT, REPORT);
        });
    }

    @Test
    void a_close_frame_is_written_at_most_once_and_after_the_peers_only_as_its_answer() {
        assertThat(STEPS).allSatisfy(step -> {
            assertThat(step.after().twice()).doesNotContain(WRITE_CLOSE, ANSWER_CLOSE);
            assertThat(step.after().done().containsAll(Set.of(WRITE_CLOSE, ANSWER_CLOSE)))
                    .isFalse();
            if (step.effects().contains(WRITE_CLOSE)) {
                assertThat(step.after().closeFrameCame()).isFalse();
            }
            if (step.effects().contains(ANSWER_CLOSE)) {
                assertThat(step.event()).isEqualTo(ConnectionEvent.CLOSE_FRAME_RECEIVED);
            }
        });
    }

    @Test
    void whatever_waits_for_the_peer_has_a_deadline_that_was_armed_before_anything_was_written() {
        assertThat(STEPS).extracting(Step::after).allSatisfy(life -> {
            switch (life.state()) {
                case REFUSED_BY_US, CLOSING_BY_US, CLOSING_BY_PEER ->
                    assertThat(life.done()).contains(ARM_CLOSE_DEADLINE);
                case AWAITING_CREDENTIAL -> assertThat(life.done()).contains(ARM_CREDENTIAL_DEADLINE);
                // Where TCP was not closed at once, the deadline of the state before still runs.
                case FINISHING -> assertThat(life.done()).containsAnyOf(ARM_CLOSE_DEADLINE, CLOSE_TRANSPORT);
                // Theirs are the handshake's deadline and the heartbeat.
                case ACCEPTED, AUTHENTICATING, OPEN, ENDED -> {}
            }
        });
        assertThat(STEPS)
                .filteredOn(step -> step.effects().contains(ARM_CLOSE_DEADLINE))
                .allSatisfy(step -> assertThat(step.effects())
                        .filteredOn(effect -> effect.name().startsWith("WRITE") || effect == ANSWER_CLOSE)
                        .allSatisfy(written -> assertThat(step.effects().indexOf(written))
                                .isGreaterThan(step.effects().indexOf(ARM_CLOSE_DEADLINE))));
    }

    @Test
    void a_deadline_that_passes_frees_the_socket() {
        assertThat(STEPS)
                .filteredOn(step -> step.event() == ConnectionEvent.CLOSE_DEADLINE_PASSED)
                .filteredOn(step -> step.from() != ConnectionState.ENDED)
                .isNotEmpty()
                .allSatisfy(step -> assertThat(step.effects()).containsExactly(ABORT_TRANSPORT));
    }

    @Test
    void an_authentication_that_is_of_no_use_any_more_is_cancelled() {
        assertThat(STEPS)
                .filteredOn(step -> step.from() == ConnectionState.AUTHENTICATING)
                .allSatisfy(step -> assertThat(step.effects().contains(Effect.CANCEL_AUTHENTICATION))
                        .isEqualTo(!step.to().upgraded()));
    }

    @Test
    void the_upgrade_is_written_once_and_before_anything_that_needs_it() {
        assertThat(STEPS).allSatisfy(step -> {
            Life after = step.after();
            assertThat(after.twice()).doesNotContain(Effect.WRITE_UPGRADE, Effect.ANNOUNCE_OPEN);
            if (after.done().contains(Effect.ANNOUNCE_OPEN) || after.done().contains(WRITE_CLOSE)) {
                assertThat(after.done()).contains(Effect.WRITE_UPGRADE);
            }
            if (step.effects().contains(Effect.WRITE_UPGRADE)) {
                assertThat(step.effects().indexOf(Effect.WRITE_UPGRADE))
                        .isLessThan(step.effects().size() - 1);
            }
        });
    }
}
