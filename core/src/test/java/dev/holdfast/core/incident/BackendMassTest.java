package dev.holdfast.core.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.evidence.BackendProblem;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What takes all connections of a gateway to its backend along: a proxy before it, or the backend itself.
class BackendMassTest {
    private static final Sim.Client SOMEBODY = Sim.client("203.0.113.7");
    private static final Sim.Behind NGINX = new Sim.Behind("127.0.0.1:8000", "nginx/1.22.1");

    private static void lose(Sim sim, Sim.Behind behind, int many) {
        for (int i = 0; i < many; i++) {
            sim.pass(Duration.ofMillis(5));
            sim.backendLost(
                    SOMEBODY, behind, Duration.ofMillis(20_000 + 1700L * i), Duration.ofMillis(1100L + 510L * i));
        }
    }

    private static Sim with(int connections) {
        Sim sim = new Sim();
        for (int i = 0; i < connections; i++) {
            sim.opens(SOMEBODY);
        }
        return sim.pass(Duration.ofMinutes(2));
    }

    @Test
    void a_proxy_before_the_backend_was_reloaded_where_the_backend_answers_on() {
        Sim sim = with(30);
        lose(sim, NGINX, 30);
        sim.opens(SOMEBODY);
        sim.pass(Duration.ofSeconds(20));

        assertThat(sim.causes()).containsOnly("proxy-reload");
        assertThat(sim.ends.values())
                .allSatisfy(end -> assertThat(end.explanation().confidence()).isEqualTo(Confidence.LIKELY));
        assertThat(sim.opened).singleElement().satisfies(incident -> {
            assertThat(incident.kind()).isEqualTo(IncidentKind.MASS_END);
            assertThat(incident.subject()).isEqualTo("connections to the backend 127.0.0.1:8000");
            assertThat(incident.explanation().cause()).isEqualTo(Cause.PROXY_RELOAD);
        });
    }

    @Test
    void where_others_stayed_it_may_be_one_process_of_several() {
        Sim sim = with(60);
        lose(sim, NGINX, 30);
        sim.opens(SOMEBODY);
        sim.pass(Duration.ofSeconds(20));

        assertThat(sim.ends.values())
                .allSatisfy(end -> assertThat(end.explanation().confidence()).isEqualTo(Confidence.POSSIBLE));
    }

    @Test
    void the_backend_is_gone_where_the_proxy_before_it_answers_for_it() {
        Sim sim = with(30);
        lose(sim, NGINX, 30);
        sim.refusedByBackend(SOMEBODY, NGINX, 502);
        sim.pass(Duration.ofSeconds(20));

        assertThat(sim.causes().subList(0, 30)).containsOnly("crash-oom-sigkill");
        assertThat(sim.ended).singleElement().satisfies(incident -> {
            assertThat(incident.explanation().cause()).isEqualTo(Cause.CRASH_OOM_SIGKILL);
            assertThat(incident.explanation().confidence()).isEqualTo(Confidence.LIKELY);
        });
    }

    @Test
    void one_loss_is_explained_by_the_next_handshake_too() {
        Sim sim = with(1);
        lose(sim, NGINX, 1);
        sim.pass(Duration.ofSeconds(2));
        sim.refusedByBackend(SOMEBODY, NGINX, 503);

        assertThat(sim.causes().getFirst()).isEqualTo("crash-oom-sigkill");
    }

    @Test
    void a_handshake_that_was_answered_meanwhile_shows_that_it_lives() {
        Sim sim = with(1);
        lose(sim, NGINX, 1);
        sim.opens(SOMEBODY);
        sim.refusedByBackend(SOMEBODY, NGINX, 502);

        assertThat(sim.causes().getFirst()).isEqualTo("unexplained");
    }

    @Test
    void a_refusal_of_the_backends_own_says_nothing_of_its_life() {
        Sim sim = with(1);
        lose(sim, NGINX, 1);
        sim.refusedByBackend(SOMEBODY, NGINX, 403);
        sim.refusedByBackend(SOMEBODY, NGINX, 500);

        assertThat(sim.causes().getFirst()).isEqualTo("unexplained");
    }

    @Test
    void what_comes_half_a_minute_later_says_nothing_of_it() {
        Sim sim = with(1);
        lose(sim, NGINX, 1);
        sim.pass(Duration.ofSeconds(30));
        sim.refusedByBackend(SOMEBODY, NGINX, 502);

        assertThat(sim.causes().getFirst()).isEqualTo("unexplained");
    }

    @ParameterizedTest
    @EnumSource(
            value = BackendProblem.class,
            names = {"NAME_UNKNOWN", "NO_LOCAL_PORT", "NO_FILE", "TLS_FAILED", "ANSWER_TIMEOUT", "NOT_HTTP"})
    void what_this_gateway_lacks_and_a_backend_that_is_slow_show_nobody_gone(BackendProblem problem) {
        Sim sim = with(1);
        lose(sim, Sim.BACKEND, 1);
        sim.backendFailed(SOMEBODY, Sim.BACKEND, problem);

        assertThat(sim.causes().getFirst()).isEqualTo("unexplained");
    }

    @Test
    void nor_does_a_proxy_that_waited_for_its_answer_in_vain() {
        Sim sim = with(1);
        lose(sim, NGINX, 1);
        sim.refusedByBackend(SOMEBODY, NGINX, 504);

        assertThat(sim.causes().getFirst()).isEqualTo("unexplained");
    }

    @Test
    void nobody_who_listens_any_more_is_one_who_is_gone() {
        Sim sim = with(1);
        lose(sim, Sim.BACKEND, 1);
        sim.backendFailed(SOMEBODY, Sim.BACKEND, BackendProblem.REFUSED);

        assertThat(sim.causes().getFirst()).isEqualTo("crash-oom-sigkill");
    }
}
