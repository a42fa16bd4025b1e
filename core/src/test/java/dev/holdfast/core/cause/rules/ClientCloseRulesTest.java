package dev.holdfast.core.cause.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Life;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Ends that the peer's close frame began.
class ClientCloseRulesTest {
    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 3000, 4000, 4401, 4999})
    void a_client_that_closes_without_a_complaint_has_left(int code) {
        Explanation left = explain(Life.open().closeReceived(code, ""));
        assertThat(left.cause()).isEqualTo(Cause.CLIENT_LEFT);
        assertThat(left.confidence()).isEqualTo(Confidence.PROVEN);
        assertThat(left.initiator()).isEqualTo(Initiator.CLIENT);
        assertThat(left.expected()).isTrue();
    }

    @Test
    void an_empty_close_frame_is_said_to_be_one_and_never_1000() {
        Explanation left = explain(Life.open().then(new Fact.CloseReceived(CloseFrame.EMPTY)));
        assertThat(left.cause()).isEqualTo(Cause.CLIENT_LEFT);
        assertThat(left.evidence()).contains("the client sent an empty close frame first");
        assertThat(left.summary()).doesNotContain("1000");
    }

    /// Measured: a reset right behind a browser's 1001 is normal.
    @Test
    void a_reset_after_1001_takes_nothing_from_it() {
        assertThat(explain(Life.open()
                                .closeReceived(1001, "")
                                .gone(new TransportEnd.PeerReset(TransportEnd.SeenBy.WRITE, "reset")))
                        .confidence())
                .isEqualTo(Confidence.PROVEN);
    }

    @Test
    void an_announced_close_says_so() {
        assertThat(explain(Life.open().then(new Fact.ByeReceived("logout")).closeReceived(1000, ""))
                        .evidence())
                .contains("it announced the close with `bye`: \"logout\"");
    }

    /// No browser gives a reason with 1001.
    @Test
    void a_reason_with_1001_is_not_taken_for_a_closed_page() {
        String reason = "have a nice day";
        Explanation direct = explain(Life.open().closeReceived(1001, reason));
        assertThat(direct.confidence()).isEqualTo(Confidence.LIKELY);

        Life behindProxy = Life.accepted()
                .then(Life.handshake(null, Set.of(), List.of("cf-ray")))
                .then(new Fact.Upgraded(null))
                .closeReceived(1001, reason);
        Explanation proxied = explain(behindProxy);
        assertThat(proxied.cause()).isEqualTo(Cause.CLIENT_LEFT);
        assertThat(proxied.confidence()).isEqualTo(Confidence.POSSIBLE);
        assertThat(proxied.initiator()).isEqualTo(Initiator.UNKNOWN);
        assertThat(proxied.expected()).isFalse();
        assertThat(proxied.evidence()).contains("boxes in between that could have written it: cf-ray");
    }

    @ParameterizedTest
    @CsvSource({
        "1001, CloudFlare WebSocket Proxy restarting",
        "1001, load balancer shutting down",
        "1012, edge maintenance"
    })
    void a_box_that_says_it_restarts_is_taken_at_its_word(int code, String reason) {
        Explanation restart = explain(Life.open().closeReceived(code, reason));
        assertThat(restart.cause()).isEqualTo(Cause.CDN_OR_LB_MAINTENANCE);
        assertThat(restart.confidence()).isEqualTo(Confidence.LIKELY);
        assertThat(restart.initiator()).isEqualTo(Initiator.NETWORK);
    }

    @ParameterizedTest
    @CsvSource({
        "1000, heartbeat timeout",
        "3001, no ping",
        "1011, sent ping but didn't receive pong within 20000ms",
        "1001, ping timeout",
        "4000, pong time-out",
        "1000, Server timeout elapsed without receiving a message from the server."
    })
    void the_words_of_common_libraries_about_missing_pongs_are_known(int code, String reason) {
        assertThat(explain(Life.open().closeReceived(code, reason)).cause()).isEqualTo(Cause.CLIENT_LIBRARY_TIMEOUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"session timeout", "shipping", "timeout", "spinning pong game over"})
    void other_words_are_not(String reason) {
        assertThat(explain(Life.open().closeReceived(1000, reason)).cause()).isEqualTo(Cause.CLIENT_LEFT);
    }

    @ParameterizedTest
    @CsvSource({
        "1002, Invalid reserved bit, COMPRESSION_FRAME_MISMATCH",
        "1002, RSV1 must be clear, COMPRESSION_FRAME_MISMATCH",
        "1002, Masked frame from server, MASKING_OR_FRAMING_ERROR",
        "1002, '', MASKING_OR_FRAMING_ERROR",
        "1002, Invalid UTF-8 in text frame, INVALID_UTF8",
        "1007, '', INVALID_UTF8",
        "1009, '', MESSAGE_TOO_BIG",
        "1011, keepalive ping timeout, CLIENT_LIBRARY_TIMEOUT"
    })
    void a_complaint_is_the_clients_word_and_never_more_than_likely(int code, String reason, Cause cause) {
        Explanation complaint = explain(Life.open().closeReceived(code, reason));
        assertThat(complaint.cause()).isEqualTo(cause);
        assertThat(complaint.confidence()).isEqualTo(Confidence.LIKELY);
        assertThat(complaint.initiator()).isEqualTo(Initiator.CLIENT);
        assertThat(complaint.expected()).isFalse();
    }

    /// The general fix speaks of what came from the client; here the client speaks of what came from us.
    @ParameterizedTest
    @CsvSource({"1002, Masked frame from server", "1007, bad", "1009, big"})
    void the_fix_of_a_complaint_looks_the_other_way(int code, String reason) {
        Explanation complaint = explain(Life.open().closeReceived(code, reason));
        assertThat(complaint.fix()).isNotEqualTo(complaint.cause().fix());
    }

    @ParameterizedTest
    @ValueSource(ints = {1003, 1008, 1010, 1011})
    void an_error_code_without_more_is_told_as_it_is(int code) {
        Explanation error = explain(Life.open().closeReceived(code, ""));
        assertThat(error.cause()).isEqualTo(Cause.CLIENT_CLOSED_WITH_ERROR);
        assertThat(error.summary()).contains(Integer.toString(code));
        assertThat(error.expected()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1012, 1013, 1014})
    void a_code_that_only_servers_and_gateways_use_is_not_pinned_on_the_client(int code) {
        Explanation error = explain(Life.open().closeReceived(code, ""));
        assertThat(error.cause()).isEqualTo(Cause.CLIENT_CLOSED_WITH_ERROR);
        assertThat(error.confidence()).isEqualTo(Confidence.LIKELY);
        assertThat(error.initiator()).isEqualTo(Initiator.UNKNOWN);
    }

    private static Explanation explain(Life life) {
        return CauseCatalog.classifier().explain(life.timeline());
    }
}
