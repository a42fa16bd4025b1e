package dev.holdfast.cli.config.load;

import dev.holdfast.cli.config.Configuration;
import dev.holdfast.cli.config.bind.DurationText;
import dev.holdfast.cli.config.source.Shown;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Texts that must have a certain form, and values that must fit each other.
final class ShapeRules {
    /// Visible ASCII but for what begins a query or fragment and what HTTP does not allow in a request's target.
    private static final Pattern PATH = Pattern.compile("/[!$%&'()*+,\\-./0-9:;=@A-Z_a-z~]*");

    /// RFC 6454 6.2: scheme, host and, unless it is the scheme's own, port; nothing behind it.
    private static final Pattern ORIGIN =
            Pattern.compile("[a-z][a-z0-9+.-]*://([a-z0-9._-]+|\\[[0-9a-f:.]+\\])(:\\d{1,5})?");

    /// RFC 9110 5.6.2, which RFC 6455 4.1 asks of a subprotocol's name.
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+\\-.^_`|~0-9A-Za-z]+");

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]");

    private ShapeRules() {}

    static void check(Findings findings) {
        Configuration configuration = findings.configuration();
        path(findings, configuration.path());
        each(findings, "origins", configuration.origins(), ShapeRules::origin);
        each(findings, "subprotocols", configuration.subprotocols(), ShapeRules::subprotocol);
        each(findings, "admin-hosts", List.copyOf(configuration.adminHosts()), ShapeRules::host);
        twoAddresses(findings, configuration.listen(), configuration.admin());
        backoff(findings, configuration);
    }

    private static void path(Findings findings, String path) {
        if (!PATH.matcher(path).matches()) {
            findings.problem("path", Shown.quoted(path), "a path that begins with a slash and has no query, like /ws");
        } else if (path.equals("/why") || path.startsWith("/why/")) {
            findings.problem("path", Shown.quoted(path), "another path: /why/ answers why a connection ended");
        }
    }

    private interface Shape {
        /// @return what would be right, or an empty text where it is
        String expected(String item);
    }

    private static void each(Findings findings, String key, List<String> items, Shape shape) {
        for (int i = 0; i < items.size(); i++) {
            String expected = shape.expected(items.get(i));
            if (!expected.isEmpty()) {
                findings.problem(key + "[" + i + "]", Shown.quoted(items.get(i)), expected);
            }
        }
    }

    private static String origin(String origin) {
        if (origin.equals("*")) {
            return "the pages that may connect, each as https://app.example.com; to let in every page set"
                    + " check-origin: false";
        }
        if (ORIGIN.matcher(origin).matches()) {
            String implied = origin.replaceFirst("^(https://.*):443$|^(http://.*):80$", "$1$2");
            return implied.equals(origin) ? "" : implied + ": browsers leave out the port that the scheme implies";
        }
        String lower = origin.toLowerCase(Locale.ROOT);
        String trimmed = lower.replaceFirst("^([a-z][a-z0-9+.-]*://[^/]+)/.*$", "$1");
        return ORIGIN.matcher(trimmed).matches()
                ? trimmed + ", exactly as browsers send it: lower case, nothing behind host and port"
                : "an origin as browsers send it: scheme, host and port, like https://app.example.com";
    }

    private static String subprotocol(String name) {
        if (!TOKEN.matcher(name).matches()) {
            return "a subprotocol's name: letters, digits and !#$%&'*+-.^_`|~, like chat.v1";
        }
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith("jwt.") || lower.startsWith("bearer.")
                ? "another name: what begins so carries a token, and is never selected"
                : "";
    }

    private static String host(String name) {
        return HOST.matcher(name).matches() ? "" : "a host name without scheme and port, like admin.example.com";
    }

    private static void twoAddresses(Findings findings, InetSocketAddress listen, InetSocketAddress admin) {
        if (findings.sound("listen", "admin") && listen.getPort() != 0 && listen.equals(admin)) {
            findings.problem("admin", "the same address as listen", "another port");
        }
    }

    private static void backoff(Findings findings, Configuration configuration) {
        var loop = configuration.loop();
        if (loop.backoffInitial().compareTo(loop.backoffMax()) > 0) {
            findings.problem(
                    "loop.backoff-initial",
                    DurationText.of(loop.backoffInitial()),
                    "no more than loop.backoff-max, which is " + DurationText.of(loop.backoffMax()));
        }
    }
}
