package dev.holdfast.cli.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarningsTest {
    @TempDir
    private Path directory;

    @Test
    void a_heartbeat_as_slow_as_common_hops_cut_names_them() {
        assertWarnings(
                "heartbeat: { interval: 60s }",
                "holdfast.yaml:11: heartbeat.interval: 1m of silence is as long as these wait before they cut a"
                        + " connection: Chrome extension worker (30s), Heroku (55s), nginx proxy_read_timeout (1m), AWS"
                        + " ALB (1m); use less than 30s, or make sure that none of them is in between");
        assertWarnings("heartbeat: { interval: 29s }");
    }

    @Test
    void everybody_is_let_in() {
        assertWarnings(
                "anonymous: allow",
                "holdfast.yaml:11: anonymous: everybody is let in without a credential, as the user anonymous");
    }

    @Test
    void pages_of_every_origin_are_let_in() {
        assertWarnings("check-origin: false", "holdfast.yaml:11: check-origin: pages of every origin may connect");
    }

    @Test
    void a_queue_that_is_smaller_than_a_message() {
        assertThat(Written.in(directory, Written.SMALLEST_FOR_PRODUCTION + "limits: { message-bytes: 2MiB }\n")
                        .warnings())
                .singleElement()
                .asString()
                .startsWith("holdfast.yaml:11: limits.outbound-queue-bytes: smaller than limits.message-bytes");
    }

    @Test
    void tokens_of_others_are_good() {
        assertThat(Written.in(
                                directory,
                                "environment: production\npath: /ws\nauth:\n  jwt:\n    secret-env: CHAT_JWT_SECRET\n"
                                        + "    require-expiry: false\n")
                        .warnings())
                .containsExactly(
                        "holdfast.yaml:4: auth.jwt.issuer: not set: whoever else the key belongs to can issue tokens"
                                + " that are good here",
                        "holdfast.yaml:4: auth.jwt.audience: not set: tokens that the same issuer made for another"
                                + " application are good here",
                        "holdfast.yaml:6: auth.jwt.require-expiry: false: a token without expiry is good until its key"
                                + " is withdrawn");
    }

    private void assertWarnings(String line, String... warnings) {
        assertThat(Written.in(directory, Written.SMALLEST_FOR_PRODUCTION + line + "\n")
                        .warnings())
                .containsExactly(warnings);
    }
}
