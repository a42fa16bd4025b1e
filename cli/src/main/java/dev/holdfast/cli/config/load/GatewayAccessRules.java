package dev.holdfast.cli.config.load;

import dev.holdfast.cli.config.Anonymous;
import dev.holdfast.cli.config.AuthSection;
import dev.holdfast.cli.config.Configuration;
import dev.holdfast.cli.config.ProxySection;
import dev.holdfast.cli.config.source.Shown;
import dev.holdfast.core.evidence.Carrier;
import java.util.Locale;
import java.util.Set;

/// A gateway that is to ask who its clients are must be able to, and one that is not must not look as if it
/// did.
final class GatewayAccessRules {
    private static final String AUTHENTICATE = "proxy.authenticate";
    private static final String CARRIERS = "auth.carriers";

    private GatewayAccessRules() {}

    static void check(Findings findings, Configuration configuration, ProxySection proxy) {
        if (!findings.sound(AUTHENTICATE)) {
            return;
        }
        if (!proxy.asks()) {
            nothingHangsOnIt(findings, proxy, configuration.auth());
            return;
        }
        String asked = proxy.authenticate().name().toLowerCase(Locale.ROOT);
        if (findings.sound("auth", CARRIERS)) {
            carriers(findings, configuration, asked);
        }
        if (findings.sound("auth.development-bypass") && configuration.auth().developmentBypass()) {
            findings.problem(
                    "auth.development-bypass",
                    "true with " + AUTHENTICATE + ": " + asked,
                    "false: a gateway makes up no users for its backend. Leave " + AUTHENTICATE
                            + " out to let everybody through to it");
        }
        if (findings.sound("anonymous") && configuration.anonymous() == Anonymous.ALLOW) {
            findings.problem(
                    "anonymous",
                    "allow with " + AUTHENTICATE + ": " + asked,
                    "refuse, or " + AUTHENTICATE + ": none if everybody may come through to the backend");
        }
    }

    private static void carriers(Findings findings, Configuration configuration, String asked) {
        AuthSection auth = configuration.auth();
        Set<Carrier> carriers = auth.carriers();
        boolean ticketsOnly = findings.isWritten(CARRIERS) && carriers.equals(Set.of(Carrier.TICKET));
        if (auth.jwt() == null && !ticketsOnly) {
            findings.problem(
                    AUTHENTICATE,
                    asked + " without a key to check tokens with",
                    "auth.jwt with a key, or auth.carriers: [ticket], or none if the backend decides who is let in");
        }
        if (carriers.isEmpty()) {
            findings.problem(CARRIERS, "an empty list", "at least one carrier, or nobody can connect");
        }
        if (carriers.contains(Carrier.FIRST_MESSAGE)) {
            findings.problem(
                    CARRIERS,
                    "first-message with " + AUTHENTICATE + ": " + asked,
                    "header, cookie, subprotocol or ticket: a gateway decides before the backend hears of a client, and"
                            + " reads none of its messages");
        }
        if (carriers.contains(Carrier.COOKIE) && configuration.origins().isEmpty() && findings.sound("origins")) {
            findings.problem(
                    "origins",
                    "none with cookie among auth.carriers",
                    "the pages that may connect, each as https://app.example.com: browsers send cookies with every page's"
                            + " handshake, so any page could connect as its visitor");
        }
    }

    private static void nothingHangsOnIt(Findings findings, ProxySection proxy, AuthSection auth) {
        String expected = AUTHENTICATE + ": handshakes or everything beside it: without it nobody is asked";
        String header = proxy.identityHeader();
        if (header != null) {
            findings.problem("proxy.identity-header", Shown.quoted(header) + " without " + AUTHENTICATE, expected);
        }
        if (proxy.credential() == ProxySection.CheckedCredential.REMOVE) {
            findings.problem("proxy.credential", "remove without " + AUTHENTICATE, expected);
        }
        if (auth.jwt() != null && !findings.isWritten(AUTHENTICATE)) {
            findings.problem(
                    "auth.jwt",
                    "it without " + AUTHENTICATE,
                    AUTHENTICATE + ": handshakes or everything, or none if the backend is to check tokens");
        }
    }
}
