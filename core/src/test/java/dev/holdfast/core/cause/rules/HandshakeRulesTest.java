package dev.holdfast.core.cause.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.AdmissionLimit;
import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.BackendProblem;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.HandshakeProblem;
import dev.holdfast.core.evidence.Life;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Ends before the connection was open.
class HandshakeRulesTest {
    private static final TransportEnd RESET = new TransportEnd.PeerReset(TransportEnd.SeenBy.READ, "reset");

    @ParameterizedTest
    @EnumSource(HandshakeProblem.class)
    void a_bad_request_is_named_by_what_was_wrong_with_it(HandshakeProblem problem) {
        Explanation refused = explain(Life.accepted().then(new Decision.HandshakeMalformed(problem, "found")));
        assertThat(refused.cause())
                .isEqualTo(
                        switch (problem) {
                            case UPGRADE_STRIPPED -> Cause.UPGRADE_HEADERS_NOT_FORWARDED;
                            case HEADERS_TOO_LARGE, URI_TOO_LONG -> Cause.HEADER_TOO_LARGE;
                            case BAD_REQUEST, METHOD, HTTP_VERSION, BODY, HOST, NOT_AN_UPGRADE, KEY, VERSION ->
                                Cause.HANDSHAKE_MALFORMED;
                        });
        assertThat(refused.evidence()).first().isEqualTo(problem.meaning() + ": found");
    }

    @Test
    void the_boxes_on_the_way_are_evidence_where_the_upgrade_header_was_lost() {
        Explanation refused = explain(Life.accepted()
                .then(Life.handshake(null, Set.of(), List.of("via", "x-amzn-trace-id")))
                .then(new Decision.HandshakeMalformed(HandshakeProblem.UPGRADE_STRIPPED, "")));
        assertThat(refused.evidence()).contains("headers of boxes in between: via, x-amzn-trace-id");
        assertThat(refused.fix()).contains("proxy_http_version 1.1");
    }

    @Test
    void a_request_line_that_is_too_long_gets_a_fix_of_its_own() {
        assertThat(explain(Life.accepted().then(new Decision.HandshakeMalformed(HandshakeProblem.URI_TOO_LONG, "")))
                        .fix())
                .contains("limits.request-line-bytes");
    }

    @Test
    void a_client_that_never_finishes_its_request_timed_out() {
        Explanation timeout = explain(Life.accepted()
                .after(Samples.TEN_SECONDS)
                .then(new Decision.HandshakeTimedOut(Samples.TEN_SECONDS, 17)));
        assertThat(timeout.cause()).isEqualTo(Cause.HANDSHAKE_TIMEOUT);
        assertThat(timeout.confidence()).isEqualTo(Confidence.PROVEN);
        assertThat(timeout.evidence()).contains("17 bytes of a request came in 10 s");
    }

    /// The deadline covers authentication too: blaming the client for a slow key server would be a wrong
    /// PROVEN.
    @Test
    void a_finished_request_that_is_not_judged_in_time_is_not_the_clients_fault() {
        Explanation timeout = explain(
                Life.asked().after(Samples.TEN_SECONDS).then(new Decision.HandshakeTimedOut(Samples.TEN_SECONDS, 400)));
        assertThat(timeout.cause()).isEqualTo(Cause.AUTH_BACKEND_DOWN);
        assertThat(timeout.confidence()).isEqualTo(Confidence.LIKELY);
        assertThat(timeout.summary()).contains("complete after 1 ms");
    }

    @Test
    void a_fin_before_the_answer_means_that_the_client_gave_up_and_how_long_it_had_waited() {
        Explanation abandoned =
                explain(Life.asked().after(Duration.ofSeconds(3)).fin());
        assertThat(abandoned.cause()).isEqualTo(Cause.HANDSHAKE_ABANDONED);
        assertThat(abandoned.confidence()).isEqualTo(Confidence.PROVEN);
        assertThat(abandoned.initiator()).isEqualTo(Initiator.CLIENT);
        assertThat(abandoned.evidence()).contains("a complete request had waited 3 s for its answer");
        assertThat(explain(Life.accepted().fin()).evidence()).contains("no complete request had come");
    }

    @Test
    void a_reset_before_the_answer_may_be_a_firewalls() {
        Explanation abandoned = explain(Life.asked().gone(RESET));
        assertThat(abandoned.cause()).isEqualTo(Cause.HANDSHAKE_ABANDONED);
        assertThat(abandoned.confidence()).isEqualTo(Confidence.LIKELY);
    }

    @Test
    void a_fin_right_after_the_101_is_not_a_handshake_given_up() {
        assertThat(explain(Life.asked().then(new Fact.Upgraded(null)).fin()).cause())
                .isEqualTo(Cause.UNEXPLAINED);
    }

    @Test
    void a_fin_after_our_refusal_is_its_consequence() {
        assertThat(explain(Life.asked()
                                .then(new Decision.PathUnknown("/chat", List.of("/ws")))
                                .then(new Fact.HttpAnswered(404))
                                .fin())
                        .cause())
                .isEqualTo(Cause.WRONG_PATH);
    }

    @Test
    void a_path_or_a_kernel_that_gives_up_is_no_client_that_left() {
        Explanation dead = explain(Life.open().after(Duration.ofMinutes(15)).gone(new TransportEnd.TimedOut("x")));
        assertThat(dead.cause()).isEqualTo(Cause.HALF_OPEN_DEAD_PEER);
        assertThat(dead.confidence()).isEqualTo(Confidence.LIKELY);
        assertThat(dead.initiator()).isEqualTo(Initiator.NETWORK);
    }

    @ParameterizedTest
    @CsvSource({
        "TOTAL, SERVER_CONNECTION_LIMIT",
        "USER, CLIENT_CONNECTION_LIMIT",
        "ADDRESS, CLIENT_CONNECTION_LIMIT",
    })
    void a_full_server_is_told_from_one_client_that_has_too_many(AdmissionLimit limit, Cause cause) {
        Explanation refused = explain(Life.asked().then(new Decision.AdmissionRefused(limit, 7)));
        assertThat(refused.cause()).isEqualTo(cause);
        assertThat(refused.evidence()).containsExactly("limit: 7 " + limit.meaning());
    }

    @Test
    void an_origin_that_is_not_allowed_is_named_with_the_line_to_add() {
        Explanation refused = explain(Life.asked().then(new Decision.OriginRefused("https://app.example", List.of())));
        assertThat(refused.evidence()).contains("allowed: the server's own origin only");
        assertThat(refused.fix()).contains("\"https://app.example\"");
    }

    @Test
    void a_token_as_only_subprotocol_is_told_from_one_that_is_not_spoken() {
        List<String> spoken = List.of("holdfast.v1");
        assertThat(explain(Life.asked().then(new Decision.SubprotocolRefused(List.of("soap"), spoken, false)))
                        .cause())
                .isEqualTo(Cause.SUBPROTOCOL_NOT_SUPPORTED);
        assertThat(explain(Life.asked().then(new Decision.SubprotocolRefused(List.of("jwt.<redacted>"), spoken, true)))
                        .cause())
                .isEqualTo(Cause.ONLY_TOKEN_SUBPROTOCOL_OFFERED);
    }

    @Test
    void what_carried_a_credential_is_evidence_beside_what_was_wrong_with_it() {
        Explanation refused = explain(Life.accepted()
                .then(Life.handshake(null, Set.of(Carrier.COOKIE, Carrier.HEADER), List.of()))
                .then(new Decision.AuthRefused(new AuthProblem.Expired(Duration.ofMinutes(3)))));
        assertThat(refused.cause()).isEqualTo(Cause.TOKEN_EXPIRED);
        assertThat(refused.summary()).isEqualTo("The token had expired 3 min before it came, by this server's clock.");
        assertThat(refused.evidence())
                .containsExactly(
                        "expired for 3 min, leeway not counted", "a credential was present in: header, cookie");
    }

    @Test
    void a_first_message_that_never_came_does_not_hide_what_the_handshake_carried() {
        Decision timedOut = new Decision.FirstMessageTimedOut(Samples.TEN_SECONDS);
        assertThat(explain(Life.asked().then(timedOut)).evidence()).contains("no credential in the handshake");
        assertThat(explain(Life.accepted()
                                .then(Life.handshake(null, Set.of(Carrier.COOKIE), List.of()))
                                .then(timedOut))
                        .evidence())
                .contains("a credential came by a carrier that is not accepted here: cookie");
    }

    @Test
    void a_claim_that_is_missing_is_not_quoted_as_an_empty_one() {
        assertThat(explain(Life.asked().then(new Decision.AuthRefused(new AuthProblem.IssuerMismatch("", "us"))))
                        .evidence())
                .containsExactly("the token has no iss, expected \"us\"");
        assertThat(explain(Life.asked().then(new Decision.AuthRefused(new AuthProblem.AudienceMismatch("a", "b"))))
                        .evidence())
                .containsExactly("aud is \"a\", expected \"b\"");
    }

    @Test
    void every_problem_of_a_credential_has_a_cause_of_its_own() {
        // Three samples of one: a key that is unknown, with and without a name, and where there is none at all.
        assertThat(Samples.authProblems())
                .extracting(problem -> explain(Life.asked().then(new Decision.AuthRefused(problem)))
                        .cause())
                .doesNotContain(Cause.UNEXPLAINED)
                .satisfies(causes -> assertThat(causes.stream().distinct()).hasSize(causes.size() - 2));
    }

    @Test
    void a_gateway_that_lacks_a_file_or_a_port_does_not_blame_its_backend() {
        Explanation file = failed(BackendProblem.NO_FILE);
        assertThat(file.cause()).isEqualTo(Cause.FD_EXHAUSTION);
        assertThat(file.initiator()).isEqualTo(Initiator.SERVER);
        assertThat(file.confidence()).isEqualTo(Confidence.PROVEN);
        Explanation port = failed(BackendProblem.NO_LOCAL_PORT);
        assertThat(port.cause()).isEqualTo(Cause.EPHEMERAL_PORT_EXHAUSTION);
        assertThat(port.initiator()).isEqualTo(Initiator.SERVER);
    }

    /// Who acted first: something at the backend's address, or nobody but this gateway, which gave up.
    @ParameterizedTest
    @EnumSource(BackendProblem.class)
    void a_backend_of_which_nothing_was_heard_began_nothing(BackendProblem problem) {
        assertThat(failed(problem).initiator())
                .isEqualTo(
                        switch (problem) {
                            case REFUSED, ENDED_UNANSWERED, NOT_HTTP -> Initiator.BACKEND;
                            case NAME_UNKNOWN, UNREACHABLE, CONNECT_TIMEOUT, ANSWER_TIMEOUT, NO_LOCAL_PORT, NO_FILE ->
                                Initiator.SERVER;
                            case CONNECT_FAILED, TLS_FAILED -> Initiator.UNKNOWN;
                        });
    }

    private static Explanation failed(BackendProblem problem) {
        return explain(Life.asked().then(new Decision.BackendFailed("app:8000", problem, "", Duration.ofSeconds(1))));
    }

    private static Explanation explain(Life life) {
        return CauseCatalog.classifier().explain(life.timeline());
    }
}
