package dev.holdfast.cli.config.load;

import dev.holdfast.cli.config.Anonymous;
import dev.holdfast.cli.config.AuthSection;
import dev.holdfast.cli.config.Configuration;
import dev.holdfast.cli.config.ProxySection;
import dev.holdfast.cli.config.bind.AddressText;
import dev.holdfast.cli.config.source.Shown;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.server.options.Environment;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Set;

/// What lets in more than anybody would want does not start.
final class AccessRules {
    private static final String BYPASS = "auth.development-bypass";
    private static final String OBSERVE = "proxy.observe";
    private static final String CARRIERS = "auth.carriers";

    private AccessRules() {}

    static void check(Findings findings) {
        Configuration configuration = findings.configuration();
        if (findings.sound("environment")) {
            bypassOnlyInDevelopment(findings, configuration);
            developmentOnlyOnLoopback(findings, configuration, "listen", configuration.listen());
            developmentOnlyOnLoopback(findings, configuration, "admin", configuration.admin());
        }
        if (findings.sound("listen", OBSERVE)) {
            observedOnLoopback(findings, configuration);
        }
        // Behind a gateway the backend asks who a client is, unless it is said otherwise.
        if (findings.sound("auth", "anonymous") && configuration.proxy() == null) {
            somebodyIsAsked(findings, configuration);
        }
        ProxySection proxy = configuration.proxy();
        if (proxy != null) {
            GatewayAccessRules.check(findings, configuration, proxy);
        }
        if (findings.sound("check-origin", CARRIERS)) {
            cookiesNeedTheOriginCheck(findings, configuration);
        }
        if (findings.sound("admin", "admin-token-env", "admin-token-file")) {
            adminNeedsATokenBeyondLoopback(findings, configuration);
        }
    }

    private static void bypassOnlyInDevelopment(Findings findings, Configuration configuration) {
        if (configuration.auth().developmentBypass() && configuration.environment() != Environment.DEVELOPMENT) {
            findings.problem(
                    BYPASS,
                    "true with environment " + word(configuration.environment()),
                    "false: it lets in everybody without a token, and is for environment development only");
        }
    }

    private static void developmentOnlyOnLoopback(
            Findings findings, Configuration configuration, String key, InetSocketAddress address) {
        if (configuration.environment() == Environment.DEVELOPMENT && !isLoopback(address)) {
            findings.problem(
                    key,
                    Shown.quoted(AddressText.of(address)) + " with environment development",
                    "a loopback address like 127.0.0.1:" + address.getPort()
                            + ": development lets in people without a token, so nobody else may reach it");
        }
    }

    private static void observedOnLoopback(Findings findings, Configuration configuration) {
        ProxySection proxy = configuration.proxy();
        if (proxy != null && proxy.observe() == ProxySection.Observe.LOOPBACK && !isLoopback(configuration.listen())) {
            findings.problem(
                    OBSERVE,
                    "loopback with listen " + Shown.quoted(AddressText.of(configuration.listen())),
                    "a listen on loopback, or anywhere if other people's pages may get the observer script as well");
        }
    }

    private static void somebodyIsAsked(Findings findings, Configuration configuration) {
        AuthSection auth = configuration.auth();
        boolean ticketsOnly = findings.isWritten(CARRIERS) && auth.carriers().equals(Set.of(Carrier.TICKET));
        if (auth.jwt() == null
                && !ticketsOnly
                && !auth.developmentBypass()
                && configuration.anonymous() == Anonymous.REFUSE) {
            findings.problem(
                    "auth",
                    "no authentication",
                    "auth.jwt with a key, or auth.carriers: [ticket], or anonymous: allow if everybody may connect");
        }
        if (auth.carriers().isEmpty() && !auth.developmentBypass() && configuration.anonymous() == Anonymous.REFUSE) {
            findings.problem(CARRIERS, "an empty list", "at least one carrier, or nobody can connect");
        }
    }

    private static void cookiesNeedTheOriginCheck(Findings findings, Configuration configuration) {
        if (!configuration.checkOrigin() && configuration.auth().carriers().contains(Carrier.COOKIE)) {
            findings.problem(
                    "check-origin",
                    "false with cookie among auth.carriers",
                    "true, or no cookie among auth.carriers: browsers send cookies with every page's handshake, so any"
                            + " page could connect as its visitor");
        }
    }

    private static void adminNeedsATokenBeyondLoopback(Findings findings, Configuration configuration) {
        boolean token = configuration.adminTokenEnv() != null || configuration.adminTokenFile() != null;
        if (!token && !isLoopback(configuration.admin())) {
            findings.problem(
                    "admin",
                    Shown.quoted(AddressText.of(configuration.admin())) + " without an admin token",
                    "a loopback address, or admin-token-env or admin-token-file: whoever reaches it sees every"
                            + " connection");
        }
    }

    private static boolean isLoopback(InetSocketAddress address) {
        return address.getAddress().isLoopbackAddress();
    }

    private static String word(Environment environment) {
        return environment.name().toLowerCase(Locale.ROOT);
    }
}
