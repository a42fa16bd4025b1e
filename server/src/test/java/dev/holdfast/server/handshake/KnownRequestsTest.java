package dev.holdfast.server.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KnownRequestsTest {
    private final KnownRequests known = new KnownRequests();

    @Test
    void connections_with_one_subprotocol_share_what_is_kept_of_it() {
        assertThat(known.upgraded("chat")).isSameAs(known.upgraded("chat"));
        assertThat(known.upgraded(null)).isSameAs(known.upgraded(null));
    }

    /// Clients think them up, and some backends select whatever they are offered.
    @Test
    void of_subprotocols_without_end_only_a_few_are_kept() {
        for (int i = 0; i < 1_000; i++) {
            known.upgraded("invented-" + i);
        }

        assertThat(known.upgraded("invented-999")).isNotSameAs(known.upgraded("invented-999"));
        assertThat(known.upgraded("invented-999").subprotocol()).isEqualTo("invented-999");
    }
}
