package dev.holdfast.doctor.probe.check;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.doctor.probe.wire.AnswerHead;
import dev.holdfast.doctor.probe.wire.Attempt;
import dev.holdfast.doctor.probe.wire.Attempt.Answered;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a refusal by HTTP means. The classifier says what one answer says; a second question, a plain GET
/// of the same path, tells apart who refused and what did not arrive.
final class Refusals {
    private static final int UPGRADE_REQUIRED = 426;

    private Refusals() {}

    /// Whether a credential might change the answer.
    static boolean mayBeForWantOfAToken(int status) {
        return status == 400 || status == 401 || status == 403 || status >= 500;
    }

    static Explanation explain(Examination examination, Attempt attempt, Answered answered) {
        Explanation alone = attempt.explain();
        AnswerHead head = answered.head();
        int status = head.status();
        String firewall = firewall(head);
        boolean blocked = firewall != null && (status == 403 || status == 406 || status == 429 || status == 503);
        boolean unclear = status == UPGRADE_REQUIRED
                || status == 400
                || (status == 404 && !Hops.of(List.of(head)).seen().isEmpty());
        if (!blocked && !unclear) {
            return alone;
        }
        Attempt plain = examination.attempt(attempt.request().asPlainGet());
        plain.close();
        if (!(plain.outcome() instanceof Answered get)) {
            return alone;
        }
        String compared =
                "a plain GET of the same path is answered " + get.head().status();
        if (blocked && get.head().status() != status) {
            return Explained.as(
                    Cause.WAF_OR_BOT_BLOCK,
                    Confidence.LIKELY,
                    Initiator.NETWORK,
                    firewall + " refused the opening handshake with " + status
                            + " before it reached the server: without the upgrade the same path is let through.",
                    List.of("the opening handshake was answered " + status + " by " + firewall, compared),
                    Cause.WAF_OR_BOT_BLOCK.fix());
        }
        boolean same = get.head().status() == status && Arrays.equals(get.body(), answered.body());
        if (status == UPGRADE_REQUIRED
                && head.all("sec-websocket-version").stream().noneMatch(Refusals::otherVersion)) {
            return Explained.as(
                    Cause.UPGRADE_HEADERS_NOT_FORWARDED,
                    Confidence.LIKELY,
                    Initiator.NETWORK,
                    "The server asks for an upgrade that this handshake asked for: the Upgrade header got lost on the way to"
                            + " it.",
                    List.of(
                            "sent: Upgrade: websocket, Connection: Upgrade, Sec-WebSocket-Version: 13",
                            "answered 426, Upgrade Required",
                            compared),
                    Cause.UPGRADE_HEADERS_NOT_FORWARDED.fix());
        }
        return same
                ? Explained.with(
                        alone,
                        compared
                                + " with the same body, as if the Upgrade header had not arrived: look whether a proxy before"
                                + " the server forwards Upgrade and Connection")
                : alone;
    }

    /// Whether a server names versions of the protocol, and not the one that everybody speaks.
    private static boolean otherVersion(String versions) {
        return !versions.contains("13");
    }

    /// The firewall for web applications that answered, by the names these give themselves.
    private static @Nullable String firewall(AnswerHead head) {
        String named = head.first("server");
        String server = named == null ? "" : named.toLowerCase(Locale.ROOT);
        if (head.first("cf-mitigated") != null || server.equals("cloudflare")) {
            return "Cloudflare";
        }
        if (server.contains("akamaighost")) {
            return "Akamai";
        }
        if (head.first("x-sucuri-id") != null || server.contains("sucuri")) {
            return "Sucuri";
        }
        if (head.first("x-iinfo") != null || server.contains("imperva")) {
            return "Imperva";
        }
        if (server.startsWith("awselb")) {
            return "AWS WAF or its load balancer";
        }
        return server.contains("mod_security") || server.contains("modsecurity") ? "ModSecurity" : null;
    }
}
