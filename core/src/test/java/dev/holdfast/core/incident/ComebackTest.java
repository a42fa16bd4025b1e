package dev.holdfast.core.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.KnownBy;
import dev.holdfast.core.incident.Sim.Client;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// An end that is explained by its client's coming back, and what only looks like one client.
class ComebackTest {
    private static final Client PAGE = Sim.client("203.0.113.7").page("http://localhost:5173");
    private static final Client ALICE = PAGE.user("alice");

    private final Sim sim = new Sim();

    private String causeOf(EndRecord end) {
        return now(end).explanation().cause().id();
    }

    private EndRecord now(EndRecord end) {
        EndRecord found = sim.ends.get(end.info().connectionId());
        assertThat(found).isNotNull();
        return found;
    }

    @Nested
    class With_the_token_it_had_lacked {
        private EndRecord race(Duration between) {
            EndRecord refused = sim.withoutToken(PAGE);
            sim.pass(between).opens(ALICE);
            return refused;
        }

        @Test
        void from_the_same_address_and_browser_it_is_likely_one_client() {
            EndRecord refused = race(Duration.ofMillis(700));
            assertThat(causeOf(refused)).isEqualTo("token-missing");
            sim.pass(Duration.ofSeconds(12));
            assertThat(causeOf(refused)).isEqualTo("connect-before-token-ready");
            assertThat(now(refused).explanation().confidence()).isEqualTo(Confidence.LIKELY);
        }

        @Test
        void one_that_says_itself_that_the_attempt_was_its_own_is_proven_wherever_it_comes_from() {
            EndRecord refused = sim.withoutToken(PAGE.attempt("attempt-1").behind("x-forwarded-for"));
            String second = sim.pass(Duration.ofMillis(700)).opens(ALICE.at("198.51.100.2"));
            sim.greets(second, "tab-1", "attempt-1");
            sim.pass(Duration.ofSeconds(12));
            assertThat(causeOf(refused)).isEqualTo("connect-before-token-ready");
            assertThat(now(refused).explanation().confidence()).isEqualTo(Confidence.PROVEN);
        }

        @Test
        void two_attempts_without_it_may_lose_the_race() {
            EndRecord first = sim.withoutToken(PAGE);
            sim.pass(Duration.ofMillis(500));
            EndRecord second = race(Duration.ofMillis(500));
            sim.pass(Duration.ofSeconds(12));
            assertThat(sim.causes()).containsOnly("connect-before-token-ready");
            assertThat(causeOf(first)).isEqualTo(causeOf(second));
        }

        @Test
        void two_seconds_are_too_long_for_a_race() {
            EndRecord refused = race(Duration.ofMillis(2000));
            sim.pass(Duration.ofSeconds(12));
            assertThat(causeOf(refused)).isEqualTo("token-missing");
        }

        @Test
        void another_browser_of_that_address_is_somebody_else() {
            EndRecord refused = sim.withoutToken(PAGE);
            sim.pass(Duration.ofMillis(700)).opens(ALICE.with("curl/8"));
            sim.pass(Duration.ofSeconds(12));
            assertThat(causeOf(refused)).isEqualTo("token-missing");
        }

        @Test
        void who_goes_on_without_a_token_is_not_who_came_with_one() {
            EndRecord refused = race(Duration.ofMillis(700));
            sim.pass(Duration.ofSeconds(4)).withoutToken(PAGE);
            sim.pass(Duration.ofSeconds(30));
            assertThat(causeOf(refused)).isEqualTo("token-missing");
            assertThat(sim.causes()).containsOnly("token-missing");
        }

        @Test
        void two_who_come_from_there_are_not_told_apart() {
            EndRecord refused = race(Duration.ofMillis(700));
            sim.opens(PAGE.user("bob"));
            sim.pass(Duration.ofSeconds(12));
            assertThat(causeOf(refused)).isEqualTo("token-missing");
        }

        @Test
        void a_proxy_s_address_is_nobody_s() {
            EndRecord refused = sim.withoutToken(PAGE.behind("x-forwarded-for"));
            sim.pass(Duration.ofMillis(700)).opens(ALICE);
            sim.pass(Duration.ofSeconds(12));
            assertThat(causeOf(refused)).isEqualTo("token-missing");
        }
    }

    @Nested
    class Once_more_right_after_it_dropped_one_unused {
        @Test
        void a_developer_s_page_that_then_stays_mounted_twice() {
            EndRecord dropped = sim.dropped(PAGE);
            assertThat(causeOf(dropped)).isEqualTo("close-while-connecting");
            sim.pass(Duration.ofMillis(20)).opens(PAGE);
            sim.pass(Duration.ofSeconds(5));
            assertThat(causeOf(dropped)).isEqualTo("strictmode-double-mount");
            assertThat(now(dropped).explanation().confidence()).isEqualTo(Confidence.LIKELY);
        }

        @Test
        void the_second_may_come_before_the_first_is_gone() {
            sim.opens(PAGE);
            EndRecord dropped = sim.pass(Duration.ofMillis(4)).dropped(PAGE);
            sim.pass(Duration.ofSeconds(5));
            assertThat(causeOf(dropped)).isEqualTo("strictmode-double-mount");
        }

        @Test
        void a_page_in_production_has_no_strict_mode() {
            Client shop = PAGE.page("https://shop.example.com");
            EndRecord dropped = sim.dropped(shop);
            sim.pass(Duration.ofMillis(20)).opens(shop);
            sim.pass(Duration.ofSeconds(5));
            assertThat(causeOf(dropped)).isEqualTo("close-while-connecting");
            assertThat(now(dropped).timeline().has(Fact.ClientCameBack.class)).isTrue();
        }

        @Test
        void a_second_that_goes_as_well_is_no_pair() {
            EndRecord dropped = sim.dropped(PAGE);
            String second = sim.pass(Duration.ofMillis(20)).opens(PAGE);
            sim.pass(Duration.ofSeconds(1)).leaves(second, PAGE);
            sim.pass(Duration.ofSeconds(5));
            assertThat(causeOf(dropped)).isEqualTo("close-while-connecting");
        }

        @Test
        void a_page_that_drops_one_after_the_other_goes_round() {
            EndRecord first = sim.dropped(PAGE);
            sim.pass(Duration.ofMillis(600));
            EndRecord second = sim.dropped(PAGE);
            sim.pass(Duration.ofMillis(20)).opens(PAGE);
            sim.pass(Duration.ofSeconds(5));
            assertThat(List.of(causeOf(first), causeOf(second))).containsOnly("close-while-connecting");
        }

        @Test
        void a_second_later_is_a_decision_and_not_a_mount() {
            EndRecord dropped = sim.dropped(PAGE);
            sim.pass(Duration.ofMillis(501)).opens(PAGE);
            sim.pass(Duration.ofSeconds(5));
            assertThat(causeOf(dropped)).isEqualTo("close-while-connecting");
        }
    }

    @Nested
    class From_another_address_than_the_silent_one {
        private static final Duration SILENCE = Duration.ofSeconds(35);
        private static final Duration AGE = Duration.ofMinutes(10);

        @Test
        void while_the_old_leg_is_silent_it_is_known_when_that_ends() {
            sim.pass(Duration.ofSeconds(20)).opens(ALICE.at("198.51.100.2"));
            sim.pass(Duration.ofSeconds(10));
            EndRecord end = sim.silent(ALICE, AGE, SILENCE);
            assertThat(end.explanation().cause().id()).isEqualTo("network-change-or-vpn");
            assertThat(end.explanation().confidence()).isEqualTo(Confidence.LIKELY);
        }

        @Test
        void after_the_old_leg_was_given_up_it_is_learned() {
            EndRecord end = sim.silent(ALICE, AGE, SILENCE);
            assertThat(causeOf(end)).isEqualTo("half-open-dead-peer");
            sim.pass(Duration.ofSeconds(20)).opens(ALICE.at("198.51.100.2"));
            sim.pass(Duration.ofSeconds(2));
            assertThat(causeOf(end)).isEqualTo("network-change-or-vpn");
        }

        @Test
        void the_tab_s_id_is_enough_without_a_user() {
            EndRecord end = sim.silent(PAGE.tab("tab-1"), AGE, SILENCE);
            String second = sim.pass(Duration.ofSeconds(3)).opens(PAGE.at("198.51.100.2"));
            sim.greets(second, "tab-1", null);
            sim.pass(Duration.ofSeconds(2));
            assertThat(causeOf(end)).isEqualTo("network-change-or-vpn");
            assertThat(now(end).timeline().last(Fact.ClientCameBack.class))
                    .hasValueSatisfying(fact -> assertThat(fact.knownBy()).isEqualTo(KnownBy.TAB));
        }

        @Test
        void from_the_same_address_its_network_is_still_there() {
            EndRecord end = sim.silent(ALICE, AGE, SILENCE);
            sim.pass(Duration.ofSeconds(20)).opens(ALICE);
            sim.pass(Duration.ofSeconds(2));
            assertThat(causeOf(end)).isEqualTo("half-open-dead-peer");
        }

        @Test
        void another_browser_of_the_user_is_another_device() {
            EndRecord end = sim.silent(ALICE, AGE, SILENCE);
            sim.pass(Duration.ofSeconds(20)).opens(ALICE.at("198.51.100.2").with("okhttp/5"));
            sim.pass(Duration.ofSeconds(2));
            assertThat(causeOf(end)).isEqualTo("half-open-dead-peer");
        }

        @Test
        void where_the_user_was_before_there_is_another_machine() {
            sim.opens(ALICE.at("198.51.100.2"));
            sim.pass(Duration.ofMinutes(10));
            EndRecord end = sim.silent(ALICE, AGE, SILENCE);
            sim.pass(Duration.ofSeconds(20)).opens(ALICE.at("198.51.100.2"));
            sim.pass(Duration.ofSeconds(2));
            assertThat(causeOf(end)).isEqualTo("half-open-dead-peer");
        }

        @Test
        void an_address_of_the_same_64_is_the_same_machine_s() {
            Client six = ALICE.at("[2001:db8:0:1:aaaa::1]");
            EndRecord end = sim.silent(six, AGE, SILENCE);
            sim.pass(Duration.ofSeconds(20)).opens(ALICE.at("[2001:db8:0:1:bbbb::2]"));
            sim.pass(Duration.ofSeconds(2));
            assertThat(causeOf(end)).isEqualTo("half-open-dead-peer");
        }

        @Test
        void a_balancer_has_many_addresses() {
            EndRecord end = sim.silent(ALICE.behind("x-amzn-trace-id"), AGE, SILENCE);
            sim.pass(Duration.ofSeconds(20)).opens(ALICE.at("198.51.100.2"));
            sim.pass(Duration.ofSeconds(2));
            assertThat(causeOf(end)).isEqualTo("half-open-dead-peer");
        }

        @Test
        void who_comes_much_later_has_other_reasons() {
            EndRecord end = sim.silent(ALICE, AGE, SILENCE);
            sim.pass(Duration.ofSeconds(61)).opens(ALICE.at("198.51.100.2"));
            sim.pass(Duration.ofSeconds(2));
            assertThat(causeOf(end)).isEqualTo("half-open-dead-peer");
        }
    }
}
