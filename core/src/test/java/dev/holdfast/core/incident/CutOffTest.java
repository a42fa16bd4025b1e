package dev.holdfast.core.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.evidence.CutOffMeasure;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CutOffTest {
    private static final Sim.Client SOMEBODY = Sim.client("203.0.113.7");

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    /// Busy for a while, then silent for so long.
    private static void silentFor(Sim sim, Sim.Client client, long silenceMillis, int times) {
        for (int i = 1; i <= times; i++) {
            sim.pass(Duration.ofSeconds(40));
            sim.lost(client, millis(silenceMillis + 7000L * i), millis(silenceMillis + i % 3));
        }
    }

    @Test
    void the_third_equal_silence_shows_the_limit_and_explains_the_first_two_again() {
        Sim sim = new Sim();
        silentFor(sim, SOMEBODY, 37_000, 2);
        assertThat(sim.causes()).containsOnly("unexplained");
        assertThat(sim.opened).isEmpty();

        silentFor(sim, SOMEBODY, 37_000, 1);

        assertThat(sim.causes()).containsExactly("proxy-idle-timeout", "proxy-idle-timeout", "proxy-idle-timeout");
        assertThat(sim.opened).singleElement().satisfies(incident -> {
            assertThat(incident.kind()).isEqualTo(IncidentKind.CUT_OFF);
            assertThat(incident.count()).isEqualTo(3);
            assertThat(incident.explanation().confidence()).isEqualTo(Confidence.LIKELY);
            assertThat(incident.explanation().summary())
                    .isEqualTo("Something between us and the client ended the connection at its idle limit of 37 s:"
                            + " 37 s without a byte either way.");
            assertThat(incident.explanation().evidence())
                    .contains("no box known here has this limit; the client's own program may have it too");
        });
    }

    /// Two worlds: a limit that goes on cutting among others that are lost anyhow, and one that was set
    /// higher since, of which only the memory is left while losses of any silence go on.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void a_known_limit_is_not_given_what_chance_makes_equal_to_it(long seed) {
        Random random = new Random(seed);
        Sim sim = new Sim();
        silentFor(sim, SOMEBODY, 37_000, 4);
        for (int i = 0; i < 4000; i++) {
            sim.pass(Duration.ofSeconds(2));
            int silence = 20_000 + random.nextInt(40_000);
            sim.lost(SOMEBODY, millis(silence + 20_000 + random.nextInt(500_000)), millis(silence));
        }
        // By chance one in a hundred lies within 0.5 % of it, forty of them.
        assertThat(sim.causes().subList(4, 4004))
                .filteredOn(cause -> cause.equals("proxy-idle-timeout"))
                .hasSizeLessThan(20);
    }

    @Test
    void a_limit_that_goes_on_cutting_keeps_what_is_its_own_among_other_losses() {
        Random random = new Random(7);
        Sim sim = new Sim();
        silentFor(sim, SOMEBODY, 37_000, 4);
        for (int i = 0; i < 200; i++) {
            sim.pass(Duration.ofSeconds(2));
            sim.lost(SOMEBODY, millis(57_000 + random.nextInt(500_000)), millis(37_000 + random.nextInt(50)));
            int silence = 34_000 + random.nextInt(6_000);
            sim.lost(SOMEBODY, millis(silence + 20_000 + random.nextInt(500_000)), millis(silence));
        }
        assertThat(sim.causes())
                .filteredOn(cause -> cause.equals("proxy-idle-timeout"))
                .hasSizeGreaterThanOrEqualTo(204);
    }

    @Test
    void the_next_one_is_explained_at_once_and_counted() {
        Sim sim = new Sim();
        silentFor(sim, SOMEBODY, 37_000, 4);

        assertThat(sim.opened).hasSize(1);
        assertThat(sim.watch.open()).singleElement().satisfies(incident -> {
            assertThat(incident.count()).isEqualTo(4);
            assertThat(incident.examples()).hasSize(4);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "60000, '', proxy-idle-timeout, nginx",
        "60000, x-amzn-trace-id, lb-idle-timeout-l7, AWS ALB",
        "55000, via, lb-idle-timeout-l7, Heroku",
        "100200, cf-ray, lb-idle-timeout-l7, Cloudflare",
        "300000, x-envoy-external-address, proxy-idle-timeout, Envoy",
        "350000, '', proxy-idle-timeout, AWS NLB",
        "600000, x-amzn-trace-id, api-gateway-idle-10m, AWS API Gateway",
    })
    void the_limit_and_the_headers_name_the_box(long limit, String header, String cause, String box) {
        Sim sim = new Sim();
        silentFor(sim, header.isEmpty() ? SOMEBODY : SOMEBODY.behind(header), limit, 3);

        assertThat(sim.causes()).containsOnly(cause);
        assertThat(sim.opened.getFirst().explanation().summary()).startsWith(box + " ended the connection");
    }

    @Test
    void a_silence_of_ours_alone_is_what_nginx_counts() {
        Sim sim = new Sim();
        for (int i = 1; i <= 3; i++) {
            sim.pass(Duration.ofSeconds(40));
            sim.lost(SOMEBODY, Duration.ofSeconds(60 + 20L * i), millis(1700L * i), Duration.ofSeconds(60));
        }

        assertThat(sim.causes()).containsOnly("proxy-idle-timeout");
        assertThat(sim.opened.getFirst().explanation().summary())
                .isEqualTo(
                        "nginx ended the connection at its idle limit of 60 s: 60 s without a byte from this server.");
        assertThat(sim.opened.getFirst().explanation().fix()).contains("nginx: proxy_read_timeout 1h");
    }

    @Test
    void an_age_is_no_silence() {
        Sim sim = new Sim();
        for (int i = 1; i <= 3; i++) {
            sim.pass(Duration.ofSeconds(40));
            sim.lost(SOMEBODY.behind("x-cloud-trace-context"), Duration.ofSeconds(30), millis(1300L * i * i));
        }

        assertThat(sim.causes()).containsOnly("max-lifetime");
        assertThat(sim.opened.getFirst().explanation().summary())
                .isEqualTo("GCP HTTP load balancer ended the connection at its limit of 30 s of life, busy or not.");
        assertThat(sim.opened.getFirst().details())
                .isInstanceOfSatisfying(
                        Incident.CutOff.class,
                        cutOff -> assertThat(cutOff.measure()).isEqualTo(CutOffMeasure.AGE));
    }

    @Test
    void what_was_silent_all_its_life_tells_nothing_apart() {
        Sim sim = new Sim();
        for (int i = 1; i <= 3; i++) {
            sim.pass(Duration.ofSeconds(40));
            sim.lost(SOMEBODY, Duration.ofSeconds(37), Duration.ofSeconds(37));
        }

        assertThat(sim.causes()).containsOnly("proxy-idle-timeout");
        assertThat(sim.opened.getFirst().explanation().confidence()).isEqualTo(Confidence.POSSIBLE);
        assertThat(sim.opened.getFirst().explanation().evidence())
                .contains("none of them had been busy, so a limit of age would look the same");
    }

    @Test
    void one_that_lived_longer_shows_that_silence_counts() {
        Sim sim = new Sim();
        sim.left(SOMEBODY, Duration.ofMinutes(5), 1001);
        for (int i = 1; i <= 3; i++) {
            sim.pass(Duration.ofSeconds(40));
            sim.lost(SOMEBODY, Duration.ofSeconds(37), Duration.ofSeconds(37));
        }

        assertThat(sim.opened.getFirst().explanation().confidence()).isEqualTo(Confidence.LIKELY);
    }

    @ParameterizedTest
    @CsvSource({
        "60, heartbeat-interval-not-below-idle-timeout, ping 60 s is not below the limit 60 s",
        "64, heartbeat-interval-not-below-idle-timeout, ping 64 s is not below the limit 60 s",
        "300, proxy-idle-timeout, ping 5 min is not below the limit 60 s",
    })
    void our_own_ping_is_compared_with_the_limit(long heartbeat, String cause, String evidence) {
        Sim sim = new Sim(IncidentOptions.defaults(), Duration.ofSeconds(heartbeat));
        silentFor(sim, SOMEBODY, 60_000, 3);

        assertThat(sim.causes()).containsOnly(cause);
        assertThat(sim.opened.getFirst().explanation().evidence()).contains(evidence);
        assertThat(sim.opened.getFirst().explanation().fix()).startsWith("Set heartbeat.interval to 30 s or less");
    }

    @Test
    void connections_that_began_and_were_ended_together_show_no_limit() {
        Sim sim = new Sim();
        sim.pass(Duration.ofSeconds(40));
        for (int i = 0; i < 15; i++) {
            sim.lost(SOMEBODY, Duration.ofSeconds(30), millis(1300));
        }

        assertThat(sim.opened).isEmpty();
    }

    @Test
    void a_limit_of_one_client_network_shows_although_each_client_uses_another_path() {
        Sim sim = new Sim();
        for (int i = 1; i <= 3; i++) {
            silentFor(sim, SOMEBODY.path("/room/" + i), 37_000 + i, 1);
        }

        assertThat(sim.opened)
                .singleElement()
                .satisfies(incident -> assertThat(incident.subject()).isEqualTo("network 203.0.113.0/24"));
    }

    @Test
    void ends_that_say_why_are_never_taken_for_a_limit() {
        Sim sim = new Sim();
        for (int i = 1; i <= 30; i++) {
            sim.pass(Duration.ofSeconds(40));
            sim.left(SOMEBODY, Duration.ofSeconds(60), 1001);
            sim.closedByApplication(SOMEBODY, Duration.ofSeconds(60), 4000);
        }

        assertThat(sim.opened).noneMatch(incident -> incident.kind() == IncidentKind.CUT_OFF);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void chance_is_no_limit(long seed) {
        Random random = new Random(seed);
        Sim sim = new Sim();
        for (int i = 0; i < 2000; i++) {
            sim.pass(Duration.ofSeconds(20 + random.nextInt(60)));
            Duration age = millis((long) (100 * Math.exp(random.nextDouble() * 9)));
            // Silence is anything up to the ping's interval, or the whole of a short life.
            sim.lost(SOMEBODY, age, millis(Math.min(age.toMillis(), random.nextInt(25_000))));
        }

        assertThat(sim.opened).isEmpty();
    }

    /// However rare, chance comes if it is given enough time: a busy node loses as many in a day.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void chance_is_no_limit_however_long_it_has_time(long seed) {
        Random random = new Random(seed);
        Sim sim = new Sim();
        lostByChance(sim, random, 30_000);

        assertThat(cutOffs(sim)).isEmpty();
    }

    @Test
    void after_much_chance_a_limit_takes_some_equal_ends_more() {
        Sim sim = new Sim();
        lostByChance(sim, new Random(7), 30_000);

        silentFor(sim, SOMEBODY, 37_000, 5);
        assertThat(cutOffs(sim)).isEmpty();
        silentFor(sim, SOMEBODY, 37_000, 5);

        assertThat(cutOffs(sim))
                .singleElement()
                .satisfies(incident -> assertThat(((Incident.CutOff) incident.details()).limit())
                        .isBetween(millis(36_900), millis(37_100)));
    }

    private static List<Incident> cutOffs(Sim sim) {
        return sim.opened.stream()
                .filter(incident -> incident.kind() == IncidentKind.CUT_OFF)
                .toList();
    }

    private static void lostByChance(Sim sim, Random random, int times) {
        for (int i = 0; i < times; i++) {
            sim.pass(Duration.ofMillis(500 + random.nextInt(6000)));
            Sim.Client client = Sim.client("203.0." + random.nextInt(100) + "." + random.nextInt(250));
            long age = (long) (-60_000 * Math.log(1 - random.nextDouble()));
            sim.lost(client, millis(age), millis(Math.min(age, random.nextInt(25_000))));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void a_limit_shows_among_chance(long seed) {
        Random random = new Random(seed);
        Sim sim = new Sim();
        for (int i = 0; i < 60; i++) {
            sim.pass(Duration.ofSeconds(20 + random.nextInt(60)));
            if (i % 4 == 0) {
                sim.lost(SOMEBODY, millis(60_000 + random.nextInt(600_000)), millis(59_900 + random.nextInt(200)));
            } else {
                Duration age = millis((long) (100 * Math.exp(random.nextDouble() * 9)));
                sim.lost(SOMEBODY, age, millis(Math.min(age.toMillis(), random.nextInt(25_000))));
            }
        }

        assertThat(sim.opened).singleElement().satisfies(incident -> {
            assertThat(incident.explanation().cause()).isEqualTo(Cause.PROXY_IDLE_TIMEOUT);
            assertThat(((Incident.CutOff) incident.details()).limit()).isBetween(millis(59_400), millis(60_600));
        });
        assertThat(sim.watch.open().getFirst().count()).isEqualTo(15);
    }

    @Test
    void a_limit_that_cuts_nobody_any_more_is_over() {
        Sim sim = new Sim();
        silentFor(sim, SOMEBODY, 37_000, 3);
        sim.pass(Duration.ofMinutes(14));
        assertThat(sim.ended).isEmpty();
        sim.pass(Duration.ofMinutes(2));

        assertThat(sim.ended).singleElement().satisfies(incident -> {
            assertThat(incident.id()).isEqualTo(sim.opened.getFirst().id());
            assertThat(incident.open()).isFalse();
        });
        assertThat(sim.watch.open()).isEmpty();
    }
}
