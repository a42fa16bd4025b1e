package dev.holdfast.core.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.evidence.CutOffMeasure;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Limits between a gateway and its backend, and of the backend itself.
class UpstreamCutOffTest {
    private static final Sim.Client SOMEBODY = Sim.client("203.0.113.7");
    private static final Sim.Behind NGINX = new Sim.Behind("127.0.0.1:8000", "nginx/1.22.1");

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    private static void silentFor(Sim sim, Sim.Behind behind, long silenceMillis, int times) {
        for (int i = 1; i <= times; i++) {
            sim.pass(Duration.ofSeconds(40));
            sim.backendLost(SOMEBODY, behind, millis(silenceMillis + 7000L * i), millis(silenceMillis + i % 3));
        }
    }

    @Test
    void the_third_equal_silence_of_the_backends_leg_shows_the_limit_and_explains_the_first_two_again() {
        Sim sim = new Sim(IncidentOptions.defaults(), Duration.ZERO);
        silentFor(sim, NGINX, 37_000, 2);
        assertThat(sim.causes()).containsOnly("unexplained");

        silentFor(sim, NGINX, 37_000, 1);

        assertThat(sim.causes()).containsExactly("proxy-idle-timeout", "proxy-idle-timeout", "proxy-idle-timeout");
        assertThat(sim.opened).singleElement().satisfies(incident -> {
            assertThat(incident.kind()).isEqualTo(IncidentKind.CUT_OFF);
            assertThat(incident.subject())
                    .isEqualTo("path /ws of the backend 127.0.0.1:8000 behind Server: nginx/1.22.1");
            assertThat(incident.explanation().confidence()).isEqualTo(Confidence.LIKELY);
            assertThat(incident.explanation().summary())
                    .isEqualTo(
                            "Something between this gateway and the backend (there is nginx) ended the connection at its"
                                    + " idle limit of 37 s: 37 s without a byte either way.");
            assertThat(incident.explanation().evidence()).contains("no pings are sent by this gateway");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "60000, nginx/1.22.1, proxy-idle-timeout, nginx",
        "60000, , proxy-idle-timeout, AWS ALB or nginx",
        "100000, cloudflare, lb-idle-timeout-l7, Cloudflare",
        "300000, envoy, proxy-idle-timeout, Envoy",
        "50000, , proxy-idle-timeout, HAProxy",
    })
    void the_limit_and_the_answers_headers_name_the_box(long limit, String server, String cause, String box) {
        Sim sim = new Sim();
        silentFor(sim, new Sim.Behind("127.0.0.1:8000", server), limit, 3);

        assertThat(sim.causes()).containsOnly(cause);
        assertThat(sim.opened.getFirst().explanation().summary())
                .startsWith(box + ", between this gateway and the backend, ended the connection");
    }

    @Test
    void a_limit_of_one_backend_says_nothing_of_another() {
        Sim sim = new Sim();
        silentFor(sim, NGINX, 37_000, 3);
        silentFor(sim, new Sim.Behind("127.0.0.1:8001", "nginx/1.22.1"), 37_000, 1);

        assertThat(sim.causes()).endsWith("unexplained").startsWith("proxy-idle-timeout");
    }

    @Test
    void a_client_that_is_lost_as_often_is_no_matter_of_the_backends_leg() {
        Sim sim = new Sim();
        for (int i = 1; i <= 2; i++) {
            silentFor(sim, NGINX, 37_000, 1);
            sim.lost(SOMEBODY, millis(37_000 + 7000L * i), millis(37_000));
        }

        assertThat(sim.opened).isEmpty();
    }

    @Test
    void an_age_of_busy_legs_is_no_silence() {
        Sim sim = new Sim();
        for (int i = 1; i <= 3; i++) {
            sim.pass(Duration.ofSeconds(40));
            sim.backendLost(SOMEBODY, NGINX, Duration.ofSeconds(30), millis(1300L * i * i));
        }

        assertThat(sim.causes()).containsOnly("max-lifetime");
        assertThat(sim.opened.getFirst().details())
                .isInstanceOfSatisfying(
                        Incident.CutOff.class,
                        cutOff -> assertThat(cutOff.measure()).isEqualTo(CutOffMeasure.AGE));
    }

    @Test
    void a_backend_that_closes_at_the_same_silence_has_a_policy_though_it_says_nothing() {
        Sim sim = new Sim();
        closes(sim, 1001, "", 3);

        assertThat(sim.causes()).containsOnly("server-idle-policy");
        assertThat(sim.opened).singleElement().satisfies(incident -> {
            assertThat(incident.explanation().confidence()).isEqualTo(Confidence.LIKELY);
            assertThat(incident.explanation().expected()).isTrue();
        });
    }

    @Test
    void a_backend_that_gives_another_reason_each_time_is_believed() {
        Sim sim = new Sim();
        closes(sim, 4003, "no seat left", 4);

        assertThat(sim.causes()).containsOnly("application-closed");
        assertThat(sim.opened).isEmpty();
    }

    @Test
    void a_backend_that_closes_at_any_silence_has_none() {
        Sim sim = new Sim();
        for (int i = 1; i <= 5; i++) {
            sim.pass(Duration.ofSeconds(40));
            sim.backendClosed(SOMEBODY, Sim.BACKEND, millis(40_000), millis(3000L * i), 1001, "");
        }

        assertThat(sim.causes()).containsOnly("deploy-or-drain");
    }

    private static void closes(Sim sim, int code, String reason, int times) {
        for (int i = 1; i <= times; i++) {
            sim.pass(Duration.ofSeconds(40));
            sim.backendClosed(SOMEBODY, Sim.BACKEND, millis(20_000 + 7000L * i), millis(20_000), code, reason);
        }
    }
}
