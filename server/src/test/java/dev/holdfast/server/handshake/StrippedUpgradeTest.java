package dev.holdfast.server.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.HandshakeProblem;
import dev.holdfast.server.handshake.RequestHead.Header;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The handshake as it comes through a proxy that was never told of WebSockets.
class StrippedUpgradeTest {
    private static final Header HOST = new Header("host", "backend");
    private static final Header KEY = new Header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
    private static final Header VERSION = new Header("sec-websocket-version", "13");
    private static final Header CLOSE = new Header("connection", "close");
    private static final Header UPGRADE = new Header("upgrade", "websocket");
    private static final Header CONNECTION = new Header("connection", "upgrade");

    @Test
    void nginx_as_it_is_installed_asks_in_http_1_0_and_what_it_removed_is_named_all_the_same() {
        assertThat(problem("HTTP/1.0", CLOSE, KEY, VERSION)).isEqualTo(HandshakeProblem.UPGRADE_STRIPPED);
        assertThat(problem("HTTP/1.1", CLOSE, KEY, VERSION)).isEqualTo(HandshakeProblem.UPGRADE_STRIPPED);
        assertThat(problem("HTTP/1.1", UPGRADE, CLOSE, KEY, VERSION)).isEqualTo(HandshakeProblem.UPGRADE_STRIPPED);
    }

    @Test
    void http_1_0_with_the_upgrade_still_in_it_is_refused_for_its_version() {
        assertThat(problem("HTTP/1.0", UPGRADE, CONNECTION, KEY, VERSION)).isEqualTo(HandshakeProblem.HTTP_VERSION);
    }

    @Test
    void a_request_that_was_never_meant_as_a_websocket_is_not_called_stripped() {
        assertThat(problem("HTTP/1.1", CLOSE)).isEqualTo(HandshakeProblem.NOT_AN_UPGRADE);
        assertThat(problem("HTTP/1.0", CLOSE)).isEqualTo(HandshakeProblem.HTTP_VERSION);
    }

    @Test
    void a_whole_handshake_is_good() {
        assertThat(problem("HTTP/1.1", UPGRADE, CONNECTION, KEY, VERSION)).isNull();
    }

    private static @Nullable HandshakeProblem problem(String version, Header... headers) {
        List<Header> all = new ArrayList<>(List.of(HOST));
        all.addAll(Arrays.asList(headers));
        Decision refused = OpeningHandshake.judge(new RequestHead("GET", "/ws", version, all), Set.of("/ws"));
        return refused instanceof Decision.HandshakeMalformed malformed ? malformed.problem() : null;
    }
}
