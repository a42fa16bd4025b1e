package dev.holdfast.core.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Confidence;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MassTest {
    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    private static Sim.Client anyone(int number) {
        return Sim.client("203.0." + number / 250 + "." + (1 + number % 250)).user("u-" + number);
    }

    private static Incident only(Sim sim, IncidentKind kind) {
        assertThat(sim.opened).filteredOn(each -> each.kind() == kind).hasSize(1);
        return sim.opened.stream()
                .filter(each -> each.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_drain_is_one_incident_and_expected() {
        Sim sim = new Sim();
        sim.pass(Duration.ofMinutes(10));
        for (int i = 0; i < 300; i++) {
            sim.pass(millis(100));
            sim.drained(anyone(i), Duration.ofMinutes(9));
        }
        sim.pass(Duration.ofSeconds(10));

        Incident over = sim.ended.getFirst();
        assertThat(only(sim, IncidentKind.MASS_END).id()).isEqualTo(over.id());
        assertThat(over.count()).isEqualTo(300);
        assertThat(over.explanation().cause().id()).isEqualTo("deploy-or-drain");
        assertThat(over.explanation().expected()).isTrue();
        assertThat(over.explanation().confidence()).isEqualTo(Confidence.PROVEN);
        assertThat(over.details()).isInstanceOfSatisfying(Incident.MassEnd.class, mass -> {
            assertThat(mass.shared()).containsEntry("path", "/ws");
            assertThat(mass.different()).containsKeys("address", "user");
        });
    }

    @Test
    void a_proxy_that_is_reloaded_ends_what_came_through_it_whatever_it_did() {
        Sim sim = throughAProxy(0, 50);
        assertThat(sim.causes()).containsOnly("unexplained");
        sim.arrives();
        sim.pass(Duration.ofSeconds(10));

        expectReload(sim, Confidence.LIKELY);
    }

    @Test
    void where_nobody_comes_back_the_proxy_or_the_network_may_be_gone() {
        Sim sim = throughAProxy(0, 50);
        sim.pass(Duration.ofSeconds(10));

        expectReload(sim, Confidence.POSSIBLE);
    }

    /// The look-alike: one machine full of clients behind the proxy that is stopped, while everybody else stays.
    @Test
    void where_others_stay_it_may_be_one_machine_of_many_behind_the_proxy() {
        Sim sim = throughAProxy(30, 50);
        sim.arrives();
        sim.pass(Duration.ofSeconds(10));

        expectReload(sim, Confidence.POSSIBLE);
    }

    private static void expectReload(Sim sim, Confidence confidence) {
        assertThat(sim.ended).singleElement().satisfies(incident -> {
            assertThat(incident.explanation().cause().id()).isEqualTo("proxy-reload");
            assertThat(incident.explanation().confidence()).isEqualTo(confidence);
        });
        assertThat(sim.causes()).containsOnly("proxy-reload");
        assertThat(sim.ends.values())
                .allSatisfy(end -> assertThat(end.explanation().confidence()).isEqualTo(confidence));
    }

    /// Some that stay, and others that are lost at once.
    private static Sim throughAProxy(int stay, int lost) {
        Random random = new Random(7);
        Sim sim = new Sim();
        for (int i = 0; i < stay + lost; i++) {
            sim.arrives();
        }
        sim.pass(Duration.ofMinutes(10));
        for (int i = 0; i < lost; i++) {
            sim.lost(
                    Sim.client("10.0.0.5").user("u-" + i).behind("x-forwarded-for"),
                    millis(5000 + random.nextInt(500_000)),
                    millis(random.nextInt(25_000)));
        }
        return sim;
    }

    @Test
    void connections_from_everywhere_that_are_lost_at_once_share_nothing_that_names_a_cause() {
        Random random = new Random(7);
        Sim sim = new Sim();
        sim.pass(Duration.ofMinutes(10));
        for (int i = 0; i < 50; i++) {
            sim.lost(anyone(i * 250), millis(5000 + random.nextInt(500_000)), millis(random.nextInt(25_000)));
        }
        sim.pass(Duration.ofSeconds(10));

        assertThat(sim.ended.getFirst().explanation().cause().id()).isEqualTo("unexplained");
        assertThat(sim.causes()).containsOnly("unexplained");
    }

    @Test
    void equal_silences_are_a_limit_and_no_reload() {
        Sim sim = new Sim();
        sim.pass(Duration.ofMinutes(10));
        for (int i = 0; i < 50; i++) {
            sim.lost(
                    Sim.client("10.0.0.5").user("u-" + i).behind("x-forwarded-for"),
                    millis(70_000 + 1000L * i),
                    Duration.ofSeconds(60));
        }
        sim.pass(Duration.ofSeconds(10));

        assertThat(sim.causes()).doesNotContain("proxy-reload");
    }

    @Test
    void clients_that_leave_in_order_are_no_incident_however_many() {
        Sim sim = new Sim();
        sim.pass(Duration.ofMinutes(10));
        for (int i = 0; i < 500; i++) {
            sim.left(anyone(i), Duration.ofMinutes(8), 1001);
        }
        sim.pass(Duration.ofSeconds(10));

        assertThat(sim.opened).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void what_is_usual_is_no_incident(long seed) {
        Random random = new Random(seed);
        Sim sim = new Sim();
        sim.pass(Duration.ofMinutes(1));
        for (int i = 0; i < 20_000; i++) {
            sim.pass(millis(random.nextInt(60)));
            sim.lost(
                    anyone(i),
                    millis((long) (6000 * Math.exp(random.nextDouble() * 5))),
                    millis(random.nextInt(25_000)));
            if (i == 200) {
                // What is usual is known by now; the server was new to its load.
                sim.opened.clear();
            }
        }

        assertThat(sim.opened)
                .filteredOn(each -> each.kind() == IncidentKind.MASS_END)
                .isEmpty();
    }

    @Test
    void a_storm_after_a_mass_end() {
        Sim sim = new Sim();
        sim.pass(Duration.ofMinutes(10));
        for (int i = 0; i < 300; i++) {
            sim.lost(anyone(i), Duration.ofMinutes(8), millis(i * 80));
        }
        sim.pass(Duration.ofSeconds(3));
        for (int i = 0; i < 300; i++) {
            sim.pass(millis(10)).arrives();
        }
        sim.pass(Duration.ofSeconds(30));

        Incident over = sim.ended.stream()
                .filter(each -> each.kind() == IncidentKind.RECONNECT_STORM)
                .findFirst()
                .orElseThrow();
        assertThat(over.count()).isEqualTo(300);
        assertThat(over.explanation().cause().id()).isEqualTo("reconnect-storm");
        assertThat(over.details()).isInstanceOfSatisfying(Incident.Storm.class, storm -> {
            assertThat(storm.after()).isEqualTo(only(sim, IncidentKind.MASS_END).id());
            assertThat(storm.peakPerSecond()).isBetween(90L, 110L);
            assertThat(storm.period()).isNull();
        });
    }

    @Test
    void those_that_came_just_before_a_mass_end_have_not_come_back() {
        Sim sim = new Sim();
        sim.pass(Duration.ofMinutes(10));
        for (int i = 0; i < 300; i++) {
            sim.pass(millis(2)).arrives();
        }
        sim.pass(Duration.ofSeconds(1));
        for (int i = 0; i < 300; i++) {
            sim.lost(anyone(i), millis(1000 + 2 * i), millis(500));
        }
        sim.pass(Duration.ofSeconds(60));

        assertThat(sim.opened).extracting(Incident::kind).containsExactly(IncidentKind.MASS_END);
    }

    @Test
    void one_moment_s_clients_that_are_accepted_in_clumps_are_no_waves() {
        Sim sim = new Sim();
        sim.pass(Duration.ofMinutes(10));
        for (int clump = 0; clump < 5; clump++) {
            for (int i = 0; i < 40; i++) {
                sim.arrives();
            }
            sim.pass(millis(600));
        }
        sim.pass(Duration.ofSeconds(60));

        assertThat(sim.opened).isEmpty();
    }

    @Test
    void coming_and_coming_back_once_are_no_waves() {
        Sim sim = new Sim();
        sim.pass(Duration.ofMinutes(10));
        for (int wave = 0; wave < 2; wave++) {
            for (int i = 0; i < 300; i++) {
                sim.arrives();
            }
            for (int i = 0; i < 300; i++) {
                sim.lost(anyone(i), millis(1000 + 2 * i), millis(500));
            }
            sim.pass(millis(1600));
        }
        sim.pass(Duration.ofSeconds(3));

        assertThat(sim.opened)
                .filteredOn(each -> each.kind() == IncidentKind.RECONNECT_STORM)
                .allSatisfy(storm ->
                        assertThat(((Incident.Storm) storm.details()).period()).isNull());
    }

    @Test
    void many_new_clients_without_any_loss_before_are_no_storm() {
        Sim sim = new Sim();
        sim.pass(Duration.ofMinutes(10));
        for (int i = 0; i < 500; i++) {
            sim.pass(millis(2)).arrives();
        }
        sim.pass(Duration.ofSeconds(60));

        assertThat(sim.opened).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void a_fixed_retry_shows_as_waves_with_its_period(long seed) {
        Random random = new Random(seed);
        Sim sim = new Sim();
        sim.pass(Duration.ofMinutes(10));
        for (int wave = 0; wave < 10; wave++) {
            for (int i = 0; i < 200; i++) {
                sim.pass(Duration.ofNanos(2_000_000L + random.nextInt(1_000_000)));
                sim.expired(anyone(i + random.nextInt(20_000)), Duration.ofMinutes(1));
            }
            sim.pass(millis(4500));
        }
        Incident storm = sim.watch.open().stream()
                .filter(each -> each.kind() == IncidentKind.RECONNECT_STORM)
                .findFirst()
                .orElseThrow();

        assertThat(((Incident.Storm) storm.details()).period()).isBetween(millis(4900), millis(5100));
        assertThat(((Incident.Storm) storm.details()).refused()).isGreaterThan(1500);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void arrivals_with_full_jitter_have_no_period(long seed) {
        Random random = new Random(seed);
        int[] series = new int[600];
        for (int i = 0; i < 4000; i++) {
            series[random.nextInt(series.length)]++;
        }

        assertThat(Waves.period(series)).isNull();
    }

    /// Of a busy node that has just started, its series is short, and likeness by chance is great.
    @Test
    void chance_is_no_wave_however_short_the_time_since_the_start() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            int[] arrivals = new int[600];
            for (int i = 0; i < 60 * 25; i++) {
                arrivals[random.nextInt(arrivals.length)]++;
            }
            for (int seconds = 10; seconds <= 60; seconds += 2) {
                int[] series = new int[arrivals.length];
                System.arraycopy(arrivals, 0, series, series.length - 10 * seconds, 10 * seconds);
                assertThat(Waves.period(series))
                        .as("seed %d, %d s after the start", seed, seconds)
                        .isNull();
            }
        }
    }

    @Test
    void a_busy_node_that_has_just_started_has_no_storm() {
        Random random = new Random(3);
        for (int start = 0; start < 40; start++) {
            Sim sim = new Sim();
            for (int i = 0; i < 40 * 25; i++) {
                sim.pass(Duration.ofNanos((long) (-40_000_000 * Math.log(1 - random.nextDouble()))));
                sim.arrives();
            }
            assertThat(sim.opened).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 23, 50, 100, 180})
    void waves_are_found_at_any_period_and_not_at_its_double(int period) {
        Random random = new Random(period);
        int[] series = new int[600];
        for (int i = 0; i < 2000; i++) {
            int at = random.nextInt(600 / period) * period + (int) Math.round(random.nextGaussian() * 1.5) + 5;
            series[Math.clamp(at, 0, 599)]++;
        }

        assertThat(Waves.period(series)).isBetween(millis(period * 98L), millis(period * 102L));
    }
}
