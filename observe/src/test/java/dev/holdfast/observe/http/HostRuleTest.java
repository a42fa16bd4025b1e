package dev.holdfast.observe.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostRuleTest {
    private static final InetSocketAddress ANY = new InetSocketAddress("0.0.0.0", 9090);
    private static final InetSocketAddress RECEIVED = new InetSocketAddress("10.1.2.3", 9090);
    private final HostRule rule = new HostRule(Set.of("holdfast.Internal"), ANY);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:9090",
                "LOCALHOST",
                "localhost.",
                "127.0.0.1:9090",
                "[::1]",
                "[::1]:9090",
                "[0:0:0:0:0:0:0:1]:9090",
                "holdfast.internal:9090",
                "10.1.2.3:9090"
            })
    void our_own_names_are_answered(String host) {
        assertThat(rule.allows(List.of(host), RECEIVED)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example", "localhost.evil.example", "evil-localhost", "127.0.0.1.evil.example", "10.1.2.4",
                "", ":9090", "[::2]:9090", "127.0.0.1@evil.example", "localhost:9090:evil"
            })
    void other_names_are_not(String host) {
        assertThat(rule.allows(List.of(host), RECEIVED)).isFalse();
    }

    @Test
    void a_request_has_one_host() {
        assertThat(rule.allows(null, RECEIVED)).isFalse();
        assertThat(rule.allows(List.of(), RECEIVED)).isFalse();
        assertThat(rule.allows(List.of("localhost", "localhost"), RECEIVED)).isFalse();
    }

    @Test
    void an_address_of_ours_in_ipv6_is_written_in_brackets() {
        assertThat(rule.allows(List.of("[0:0:0:0:0:0:0:1]"), new InetSocketAddress("::1", 9090)))
                .isTrue();
    }
}
