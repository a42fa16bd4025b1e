package dev.holdfast.core.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Confidence;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopTest {
    private static final Sim.Client ALICE = Sim.client("203.0.113.7").user("alice");

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    private static Incident only(Sim sim) {
        assertThat(sim.opened).hasSize(1);
        return sim.opened.getFirst();
    }

    @Test
    void a_token_that_expired_long_ago_and_is_sent_again_and_again() {
        Sim sim = new Sim();
        for (int i = 0; i < 14; i++) {
            sim.pass(Duration.ofSeconds(3));
            sim.expired(Sim.client("203.0.113.7"), Duration.ofSeconds(600 + 3L * i));
        }
        assertThat(sim.opened).isEmpty();
        sim.pass(Duration.ofSeconds(3));
        sim.expired(Sim.client("203.0.113.7"), Duration.ofSeconds(600 + 3L * 14));

        Incident incident = only(sim);
        assertThat(incident.kind()).isEqualTo(IncidentKind.RECONNECT_LOOP);
        assertThat(incident.subject()).isEqualTo("address 203.0.113.7");
        assertThat(incident.count()).isEqualTo(15);
        assertThat(incident.explanation().cause().id()).isEqualTo("token-expired-reconnect-loop");
        assertThat(incident.explanation().confidence()).isEqualTo(Confidence.PROVEN);
        assertThat(incident.explanation().summary())
                .isEqualTo(
                        "Address 203.0.113.7 connected 15 times in 42 s and never stayed, each time with a token that"
                                + " had expired at the same moment each time.");
        assertThat(incident.explanation().evidence()).contains("it comes every 3 s, without jitter");
        assertThat(incident.details()).isInstanceOfSatisfying(Incident.Loop.class, loop -> {
            assertThat(loop.steady()).isTrue();
            assertThat(loop.period()).isEqualTo(Duration.ofSeconds(3));
        });
    }

    /// Else a client that keeps to what it is told would never be let in again.
    @Test
    void handshakes_that_were_held_back_are_counted_and_don_t_keep_the_loop_open() {
        Sim sim = new Sim();
        for (int i = 0; i < 15; i++) {
            sim.pass(Duration.ofSeconds(3)).expired(ALICE, Duration.ofSeconds(600 + 3L * i));
        }
        String id = only(sim).id();
        for (int i = 0; i < 6; i++) {
            sim.heldBack(ALICE, id);
            sim.pass(Duration.ofSeconds(10));
        }
        sim.pass(Duration.ofSeconds(2));
        assertThat(sim.ended).singleElement().satisfies(over -> {
            assertThat(over.count()).isEqualTo(15);
            assertThat(over.details()).isInstanceOfSatisfying(Incident.Loop.class, loop -> {
                assertThat(loop.heldBack()).isEqualTo(6);
                assertThat(loop.causes()).hasSize(1);
            });
        });
        for (int i = 0; i < 20; i++) {
            sim.heldBack(ALICE, id);
        }
        assertThat(sim.opened).as("no loop is made of them").hasSize(1);
    }

    @Test
    void a_token_that_is_new_each_time_and_expired_each_time_is_another_matter() {
        Sim sim = new Sim();
        for (int i = 0; i < 15; i++) {
            sim.pass(Duration.ofSeconds(3));
            sim.expired(ALICE, Duration.ofSeconds(30));
        }

        assertThat(only(sim).explanation().cause().id()).isEqualTo("token-expired");
    }

    @Test
    void it_goes_on_without_a_word_and_is_over_when_the_client_was_quiet() {
        Sim sim = new Sim();
        for (int i = 0; i < 40; i++) {
            sim.pass(Duration.ofSeconds(3));
            sim.lost(ALICE, millis(200), millis(10));
        }
        assertThat(sim.opened).hasSize(1);
        assertThat(sim.watch.open().getFirst().count()).isEqualTo(40);
        sim.pass(Duration.ofSeconds(59));
        assertThat(sim.ended).isEmpty();
        sim.pass(Duration.ofSeconds(3));

        assertThat(sim.ended).singleElement().satisfies(incident -> {
            assertThat(incident.count()).isEqualTo(40);
            assertThat(incident.explanation().cause().id()).isEqualTo("unexplained");
            assertThat(incident.explanation().evidence()).contains("it is over: the client was quiet since");
        });
        assertThat(sim.watch.open()).isEmpty();
    }

    @Test
    void fifteen_in_a_longer_while_are_no_loop_and_neither_are_long_lives() {
        Sim sim = new Sim();
        for (int i = 0; i < 40; i++) {
            sim.pass(millis(4300));
            sim.lost(ALICE, millis(200), millis(10));
            sim.lost(ALICE.user("bob"), millis(6000 + 300L * i), millis(10));
        }

        assertThat(sim.opened).isEmpty();
    }

    @Test
    void the_user_counts_before_the_tab_and_the_tab_before_the_address() {
        Sim sim = new Sim();
        Sim.Client here = Sim.client("203.0.113.7");
        for (int i = 0; i < 15; i++) {
            sim.pass(Duration.ofSeconds(1));
            sim.lost(here.tab("t-1").user("alice"), millis(200), millis(10));
            sim.lost(here.tab("t-1"), millis(200), millis(10));
            sim.lost(here, millis(200), millis(10));
        }

        assertThat(sim.opened)
                .extracting(Incident::subject)
                .containsExactly("user alice", "tab t-1", "address 203.0.113.7");
    }

    @Test
    void two_tabs_that_replace_each_other() {
        Sim sim = new Sim();
        for (int i = 0; i < 15; i++) {
            // The other tab has been open for 50 ms when this one is closed for it.
            sim.pass(millis(1000));
            sim.closedByApplication(ALICE.tab(i % 2 == 0 ? "a" : "b"), millis(1050), 4409);
        }

        Incident incident = only(sim);
        assertThat(incident.explanation().cause().id()).isEqualTo("duplicate-session-kick-loop");
        assertThat(incident.explanation().confidence()).isEqualTo(Confidence.PROVEN);
        assertThat(incident.explanation().evidence()).contains("2 tabs or devices take turns");
    }

    @Test
    void an_application_that_closes_each_connection_on_its_own_is_no_fight_of_two() {
        Sim sim = new Sim();
        for (int i = 0; i < 15; i++) {
            sim.pass(millis(4000));
            sim.closedByApplication(ALICE, millis(100), 4409);
        }

        assertThat(only(sim).explanation().cause().id()).isEqualTo("application-closed");
    }

    @Test
    void nor_is_one_whose_client_comes_back_at_once() {
        Sim sim = new Sim();
        for (int i = 0; i < 15; i++) {
            sim.pass(millis(120));
            sim.closedByApplication(ALICE, millis(100), 4409);
        }

        assertThat(only(sim).explanation().cause().id()).isEqualTo("application-closed");
    }

    @Test
    void a_page_that_opens_and_closes_by_its_own_code() {
        Sim sim = new Sim();
        for (int i = 0; i < 15; i++) {
            sim.pass(millis(430));
            sim.left(ALICE.page("https://app.example"), millis(400), 1000);
        }

        assertThat(only(sim).explanation().cause().id()).isEqualTo("react-effect-churn");
        assertThat(only(sim).explanation().confidence()).isEqualTo(Confidence.LIKELY);
    }

    @Test
    void a_page_that_is_loaded_over_and_over_did_not_close_by_its_own_code() {
        Sim sim = new Sim();
        for (int i = 0; i < 15; i++) {
            sim.pass(millis(430));
            sim.left(ALICE.page("https://app.example"), millis(400), 1001);
        }

        assertThat(only(sim).explanation().cause().id()).isEqualTo("client-left");
    }

    @Test
    void many_clients_behind_one_address_that_leave_in_order_are_no_loop() {
        Sim sim = new Sim();
        for (int i = 0; i < 200; i++) {
            sim.pass(millis(300));
            sim.left(Sim.client("10.0.0.1"), millis(2000), 1000);
        }

        assertThat(sim.opened).isEmpty();
    }

    /// As when a load test is over, or a machine stood still for a moment.
    @Test
    void many_that_leave_together_just_when_another_comes_are_no_loop() {
        Sim sim = new Sim();
        Sim.Client crowd = Sim.client("10.0.0.1");
        for (int i = 0; i < 30; i++) {
            sim.opens(crowd);
            sim.pass(millis(100));
        }
        sim.pass(millis(2000));
        sim.opens(crowd);
        for (int i = 0; i < 24; i++) {
            sim.pass(millis(5));
            sim.left(crowd, millis(2600), 1000);
        }

        assertThat(sim.opened).noneMatch(incident -> incident.kind() == IncidentKind.RECONNECT_LOOP);
    }

    /// A hundred thousand connections a day by one proxy, of which a quarter is refused or leaves soon.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void many_clients_behind_one_proxy_of_whom_some_never_stay_are_no_loop(long seed) {
        Random random = new Random(seed);
        Sim sim = new Sim();
        manyByOneProxy(sim, random, Duration.ofHours(2), 0.25);

        assertThat(sim.opened).noneMatch(incident -> incident.kind() == IncidentKind.RECONNECT_LOOP);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void who_is_known_is_found_among_them(long seed) {
        Random random = new Random(seed);
        Sim sim = new Sim();
        for (int i = 0; i < 20; i++) {
            manyByOneProxy(sim, random, Duration.ofSeconds(3), 0.25);
            sim.lost(ALICE, millis(200), millis(10));
        }

        assertThat(sim.opened)
                .filteredOn(incident -> incident.kind() == IncidentKind.RECONNECT_LOOP)
                .extracting(Incident::subject)
                .containsExactly("user alice");
    }

    private static void manyByOneProxy(Sim sim, Random random, Duration time, double neverStay) {
        for (long left = time.toMillis(); left > 0; ) {
            long pause = (long) (-860 * Math.log(1 - random.nextDouble()));
            left -= pause;
            sim.pass(millis(pause));
            Sim.Client client = Sim.client("10.0.0.1").behind("x-forwarded-for");
            if (random.nextDouble() >= neverStay) {
                sim.opens(client);
            } else if (random.nextBoolean()) {
                sim.expired(client, Duration.ofMinutes(random.nextInt(600)));
            } else {
                sim.opens(client);
                sim.lost(client, millis(random.nextInt(4000)), millis(10));
            }
        }
    }

    /// Tokens that all end at midnight.
    @Test
    void several_clients_behind_one_address_may_have_tokens_that_ended_in_one_second() {
        Random random = new Random(1);
        Sim sim = new Sim();
        long passed = 0;
        for (int i = 0; i < 30; i++) {
            long pause = random.nextInt(2000);
            passed += pause;
            sim.pass(millis(pause));
            sim.expired(Sim.client("10.0.0.1").behind("x-forwarded-for").with("browser " + i), millis(3000 + passed));
        }

        assertThat(only(sim).explanation().cause().id()).isEqualTo("token-expired-reconnect-loop");
        assertThat(sim.watch.open().getFirst().explanation().confidence()).isEqualTo(Confidence.LIKELY);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void a_delay_with_jitter_is_not_called_steady(long seed) {
        Random random = new Random(seed);
        Sim sim = new Sim();
        for (int i = 0; i < 32; i++) {
            sim.pass(millis(random.nextInt(5000)));
            sim.lost(ALICE, millis(20), millis(10));
        }

        Incident now = sim.watch.open().getFirst();
        assertThat(((Incident.Loop) now.details()).steady()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void a_fixed_delay_is_found_through_the_noise_of_a_network(long seed) {
        Random random = new Random(seed);
        Sim sim = new Sim();
        for (int i = 0; i < 32; i++) {
            sim.pass(millis(2990 + random.nextInt(20) + (random.nextInt(10) == 0 ? 700 : 0)));
            sim.lost(ALICE, millis(20), millis(10));
        }

        Incident.Loop loop = (Incident.Loop) sim.watch.open().getFirst().details();
        assertThat(loop.steady()).isTrue();
        assertThat(loop.period()).isBetween(millis(2985), millis(3025));
    }

    @Test
    void more_loops_than_can_be_kept_wait_for_a_place() {
        Sim sim = new Sim();
        for (int round = 0; round < 15; round++) {
            sim.pass(Duration.ofSeconds(2));
            for (int user = 0; user < 300; user++) {
                sim.lost(ALICE.user("u-" + user), millis(20), millis(10));
            }
        }
        assertThat(sim.watch.open().stream().filter(each -> each.kind() == IncidentKind.RECONNECT_LOOP))
                .hasSize(Loops.OPEN);
    }
}
