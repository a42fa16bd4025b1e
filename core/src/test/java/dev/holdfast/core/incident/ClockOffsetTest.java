package dev.holdfast.core.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.incident.Sim.Client;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Clocks that differ, and what only looks like them.
class ClockOffsetTest {
    private static final Client CLIENT = Sim.client("203.0.113.7");
    private static final Client OTHER = Sim.client("203.0.113.8");

    private final Sim sim = new Sim();

    /// Tokens that are made and used at once, by a clock that is so far ahead.
    private void ahead(int tokens, Duration apart, String claim) {
        for (int i = 0; i < tokens; i++) {
            sim.pass(apart).notYetValid(i % 2 == 0 ? CLIENT : OTHER, Duration.ofSeconds(120 - i % 2), claim);
        }
    }

    @Test
    void three_new_tokens_of_one_future_show_a_clock() {
        ahead(3, Duration.ofSeconds(7), "iat");
        assertThat(sim.causes()).containsOnly("clock-skew");
        assertThat(sim.ends.values())
                .allSatisfy(end -> assertThat(end.explanation().summary()).contains("ahead of ours by about 2 min"));
    }

    @Test
    void those_that_come_later_are_explained_at_once() {
        ahead(3, Duration.ofSeconds(7), "iat");
        assertThat(sim.notYetValid(CLIENT, Duration.ofSeconds(121), "iat")
                        .explanation()
                        .cause()
                        .id())
                .isEqualTo("clock-skew");
    }

    @Test
    void two_are_too_few() {
        ahead(2, Duration.ofSeconds(20), "iat");
        assertThat(sim.causes()).containsOnly("token-not-yet-valid");
    }

    @Test
    void one_token_that_is_tried_again_and_again_comes_nearer() {
        for (int i = 0; i < 12; i++) {
            sim.pass(Duration.ofSeconds(5))
                    .notYetValid(i % 2 == 0 ? CLIENT : OTHER, Duration.ofSeconds(120 - 5 * i), "iat");
        }
        assertThat(sim.causes()).containsOnly("token-not-yet-valid");
    }

    @Test
    void one_client_alone_may_be_given_old_tokens_by_a_server_of_its_own() {
        for (int i = 0; i < 6; i++) {
            sim.pass(Duration.ofSeconds(9)).notYetValid(CLIENT, Duration.ofSeconds(120), "iat");
        }
        assertThat(sim.causes()).containsOnly("token-not-yet-valid");
    }

    /// All of a course that begins at noon.
    @Test
    void a_start_that_is_meant_is_no_clock() {
        ahead(5, Duration.ofSeconds(7), "nbf");
        assertThat(sim.causes()).containsOnly("token-not-yet-valid");
    }

    @Test
    void three_in_one_moment_may_be_of_one_batch() {
        ahead(5, Duration.ofSeconds(1), "iat");
        assertThat(sim.causes()).containsOnly("token-not-yet-valid");
    }

    @Test
    void tokens_that_come_expired_by_the_same_show_a_clock_that_is_behind() {
        for (int i = 0; i < 4; i++) {
            sim.pass(Duration.ofSeconds(9)).expired(i % 2 == 0 ? CLIENT : OTHER, Duration.ofSeconds(90 + i % 2));
        }
        assertThat(sim.causes()).containsOnly("clock-skew");
        assertThat(sim.ends.values())
                .allSatisfy(end ->
                        assertThat(end.explanation().summary()).contains("behind ours, by a token's life and about 9"));
    }

    /// They are told to renew it, and come back with the old one, each as long after its end.
    @Test
    void clients_that_come_back_with_the_token_that_has_just_ended_were_let_in_before() {
        sim.opens(CLIENT.user("alice"));
        sim.pass(Duration.ofHours(2));
        for (int i = 0; i < 6; i++) {
            sim.pass(Duration.ofSeconds(9)).expired(i % 2 == 0 ? CLIENT : OTHER, Duration.ofSeconds(61));
        }
        assertThat(sim.causes()).containsOnly("token-expired");
    }

    /// All logged in at eight, and the server came back at nine.
    @Test
    void tokens_of_one_hour_get_older_together() {
        for (int i = 0; i < 12; i++) {
            sim.pass(Duration.ofSeconds(3))
                    .expired(i % 2 == 0 ? CLIENT : OTHER, Duration.ofSeconds(300 + 3 * i + i % 2));
        }
        assertThat(sim.causes()).containsOnly("token-expired");
    }

    @Test
    void old_tokens_are_old() {
        for (int i = 0; i < 6; i++) {
            sim.pass(Duration.ofSeconds(9)).expired(i % 2 == 0 ? CLIENT : OTHER, Duration.ofMinutes(30));
        }
        assertThat(sim.causes()).containsOnly("token-expired");
    }
}
