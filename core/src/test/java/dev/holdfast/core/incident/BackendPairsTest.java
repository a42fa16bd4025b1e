package dev.holdfast.core.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.connection.Presented;
import dev.holdfast.core.evidence.Carrier;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a gateway, which knows no users, sees in several connections of one client: a backend that has the
/// newer replace the older, and credentials that it takes in one place only.
class BackendPairsTest {
    private static final Sim.Client SOMEBODY = Sim.client("203.0.113.7");

    private static Presented by(Carrier carrier, String... marks) {
        return new Presented(Set.of(carrier), Set.of(marks));
    }

    /// Two that take turns: each is closed 2 ms after the other has opened.
    private static Sim kicked(int code, String reason, @Nullable Presented presented) {
        Sim sim = new Sim().presenting(presented);
        for (int i = 0; i < 20; i++) {
            sim.opens(SOMEBODY);
            sim.pass(Duration.ofMillis(2));
            sim.backendClosed(SOMEBODY, Sim.BACKEND, Duration.ofMillis(502), Duration.ofMillis(500), code, reason);
            sim.pass(Duration.ofMillis(498));
        }
        return sim;
    }

    @ParameterizedTest
    @CsvSource({
        "4001, replaced by another tab, LIKELY",
        "1008, duplicate session, LIKELY",
        "4409, , POSSIBLE",
        "1008, , POSSIBLE",
    })
    void connections_that_end_right_when_another_begins_replace_each_other(int code, String reason, Confidence sure) {
        Sim sim = kicked(code, reason == null ? "" : reason, by(Carrier.COOKIE, "5f3a"));

        assertThat(sim.opened).singleElement().satisfies(incident -> {
            assertThat(incident.kind()).isEqualTo(IncidentKind.RECONNECT_LOOP);
            assertThat(incident.subject()).isEqualTo("credential 5f3a");
            assertThat(incident.explanation().cause()).isEqualTo(Cause.DUPLICATE_SESSION_KICK_LOOP);
            assertThat(incident.explanation().confidence()).isEqualTo(sure);
            assertThat(incident.explanation().initiator()).isEqualTo(Initiator.BACKEND);
        });
    }

    @Test
    void without_any_credential_the_address_has_to_do() {
        assertThat(kicked(4001, "replaced", null).opened).singleElement().satisfies(incident -> {
            assertThat(incident.subject()).isEqualTo("address 203.0.113.7");
            assertThat(incident.explanation().cause()).isEqualTo(Cause.DUPLICATE_SESSION_KICK_LOOP);
        });
    }

    /// Fifty clients behind one address, each closed when its second is over.
    @Test
    void many_clients_of_one_address_that_are_closed_in_order_are_no_loop() {
        Sim sim = new Sim();
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            sim.opens(SOMEBODY);
            sim.pass(Duration.ofMillis(random.nextInt(1, 40)));
            sim.backendClosed(
                    SOMEBODY, Sim.BACKEND, Duration.ofSeconds(1), Duration.ofMillis(900), 4000, "that was all of it");
            sim.pass(Duration.ofMillis(random.nextInt(1, 40)));
        }

        assertThat(sim.opened).extracting(Incident::kind).doesNotContain(IncidentKind.RECONNECT_LOOP);
    }

    @Test
    void the_same_token_elsewhere_shows_that_its_place_was_refused() {
        Sim sim = new Sim().presenting(by(Carrier.SUBPROTOCOL, "5f3a"));
        sim.refusedByBackend(SOMEBODY, Sim.BACKEND, 401);
        assertThat(sim.causes()).containsExactly("handshake-auth-rejected");

        sim.presenting(by(Carrier.HEADER, "5f3a")).opens(Sim.client("198.51.100.9"));
        sim.pass(Duration.ofSeconds(3));

        assertThat(sim.causes()).containsExactly("auth-mode-mismatch-dev-prod");
        assertThat(sim.ends.values())
                .allSatisfy(end -> assertThat(end.explanation().confidence()).isEqualTo(Confidence.LIKELY));
    }

    @Test
    void one_that_was_let_in_before_explains_the_refusal_at_once() {
        Sim sim = new Sim().presenting(by(Carrier.HEADER, "5f3a"));
        sim.opens(SOMEBODY);
        sim.pass(Duration.ofSeconds(30)).presenting(by(Carrier.COOKIE, "77aa"));
        sim.refusedByBackend(SOMEBODY, Sim.BACKEND, 403);

        assertThat(sim.causes()).containsExactly("auth-mode-mismatch-dev-prod");
        assertThat(sim.ends.values())
                .allSatisfy(end -> assertThat(end.explanation().confidence()).isEqualTo(Confidence.POSSIBLE));
    }

    @Test
    void one_that_is_thrown_out_after_the_101_was_not_let_in() {
        Sim sim = new Sim().presenting(by(Carrier.SUBPROTOCOL, "5f3a"));
        sim.refusedByBackend(SOMEBODY, Sim.BACKEND, 401);
        sim.presenting(by(Carrier.HEADER, "5f3a"));
        sim.opensAndIsClosed(SOMEBODY, Sim.BACKEND, Duration.ofMillis(5), 1008, "bad token");
        sim.pass(Duration.ofSeconds(70));

        assertThat(sim.causes()).doesNotContain("auth-mode-mismatch-dev-prod");
    }

    @Test
    void another_token_in_the_same_place_says_nothing_of_the_place() {
        Sim sim = new Sim().presenting(by(Carrier.HEADER, "5f3a"));
        sim.refusedByBackend(SOMEBODY, Sim.BACKEND, 401);
        sim.presenting(by(Carrier.HEADER, "77aa")).opens(SOMEBODY);
        sim.pass(Duration.ofSeconds(3));

        assertThat(sim.causes()).containsExactly("handshake-auth-rejected");
    }

    @Test
    void somebody_elses_token_elsewhere_says_nothing_either() {
        Sim sim = new Sim().presenting(by(Carrier.SUBPROTOCOL, "5f3a"));
        sim.refusedByBackend(SOMEBODY, Sim.BACKEND, 401);
        sim.presenting(by(Carrier.HEADER, "77aa")).opens(Sim.client("198.51.100.9"));
        sim.pass(Duration.ofSeconds(3));

        assertThat(sim.causes()).containsExactly("handshake-auth-rejected");
    }
}
