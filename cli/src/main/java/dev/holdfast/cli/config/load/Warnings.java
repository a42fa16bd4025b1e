package dev.holdfast.cli.config.load;

import dev.holdfast.cli.config.Anonymous;
import dev.holdfast.cli.config.Configuration;
import dev.holdfast.cli.config.JwtSection;
import dev.holdfast.cli.config.bind.DurationText;
import dev.holdfast.server.options.Environment;
import java.time.Duration;
import java.util.stream.Collectors;

/// What is allowed and may still surprise. Printed by `holdfast check`, logged at start.
final class Warnings {
    private Warnings() {}

    static void look(Findings findings) {
        Configuration configuration = findings.configuration();
        heartbeat(findings, configuration);
        access(findings, configuration);
        JwtSection jwt = configuration.auth().jwt();
        if (jwt != null) {
            token(findings, jwt);
        }
        if (configuration.limits().messageBytes() > configuration.limits().outboundQueueBytes()) {
            findings.warning(
                    "limits.outbound-queue-bytes",
                    "smaller than limits.message-bytes: sending on one largest message ends a connection as a slow"
                            + " consumer");
        }
    }

    private static void heartbeat(Findings findings, Configuration configuration) {
        Duration interval = configuration.heartbeat().interval();
        String hops = Hop.COMMON.stream()
                .filter(hop -> hop.idle().compareTo(interval) <= 0)
                .map(hop -> hop.name() + " (" + DurationText.of(hop.idle()) + ")")
                .collect(Collectors.joining(", "));
        if (!hops.isEmpty()) {
            findings.warning(
                    "heartbeat.interval",
                    DurationText.of(interval) + " of silence is as long as these wait before they cut a connection: "
                            + hops + "; use less than 30s, or make sure that none of them is in between");
        }
    }

    private static void access(Findings findings, Configuration configuration) {
        boolean development = configuration.environment() == Environment.DEVELOPMENT;
        if (!development && configuration.anonymous() == Anonymous.ALLOW) {
            findings.warning("anonymous", "everybody is let in without a credential, as the user anonymous");
        }
        if (!configuration.checkOrigin()) {
            findings.warning("check-origin", "pages of every origin may connect");
        }
    }

    private static void token(Findings findings, JwtSection jwt) {
        if (jwt.issuer() == null) {
            findings.warning(
                    "auth.jwt.issuer", "not set: whoever else the key belongs to can issue tokens that are good here");
        }
        if (jwt.audience() == null) {
            findings.warning(
                    "auth.jwt.audience",
                    "not set: tokens that the same issuer made for another application are good here");
        }
        if (!jwt.requireExpiry()) {
            findings.warning(
                    "auth.jwt.require-expiry", "false: a token without expiry is good until its key is withdrawn");
        }
    }
}
