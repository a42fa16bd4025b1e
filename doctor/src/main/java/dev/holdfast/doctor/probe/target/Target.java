package dev.holdfast.doctor.probe.target;

import dev.holdfast.core.credential.QueryText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The URL that is examined. Nothing but its host and port is ever connected to.
///
/// @param host a name or an address, without brackets
/// @param path as it is asked for, at least `/`
/// @param query without the question mark
public record Target(
        boolean tls,
        String host,
        int port,
        String path,
        @Nullable String query) {
    private static final int WS = 80;
    private static final int WSS = 443;

    /// @throws IllegalArgumentException with one sentence on what is wrong, fit to be shown; holds no
    /// query
    public static Target of(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            // Its message quotes the input, which may hold a secret.
            throw new IllegalArgumentException("The URL can't be read: expected ws://host/path or wss://host/path.", e);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("ws") && !scheme.equals("wss")) {
            throw new IllegalArgumentException("The URL begins with " + (scheme.isEmpty() ? "no scheme" : scheme + ":")
                    + ": expected ws://host/path or wss://host/path.");
        }
        String host = uri.getHost();
        if (host == null || host.isEmpty()) {
            throw new IllegalArgumentException("The URL names no host: expected ws://host/path or wss://host/path.");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "The URL holds a user or password, which WebSocket URLs can't: give a credential by --token.");
        }
        if (uri.getRawFragment() != null) {
            throw new IllegalArgumentException("The URL has a fragment (#…), which WebSocket URLs can't have.");
        }
        boolean tls = scheme.equals("wss");
        String path = uri.getRawPath();
        return new Target(
                tls,
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                uri.getPort() < 0 ? (tls ? WSS : WS) : uri.getPort(),
                path == null || path.isEmpty() ? "/" : path,
                uri.getRawQuery());
    }

    /// `host:port`, an IPv6 address in brackets.
    public String authority() {
        return bracketed() + ":" + port;
    }

    /// What a client sends as `Host`.
    public String hostHeader() {
        return port == (tls ? WSS : WS) ? bracketed() : authority();
    }

    /// The origin of a page that is served from the same place.
    public String ownOrigin() {
        return (tls ? "https://" : "http://") + hostHeader();
    }

    /// The URL as it may be shown: values in its query that may be secrets are replaced.
    public String shown() {
        return (tls ? "wss://" : "ws://")
                + hostHeader()
                + path
                + (query == null ? "" : "?" + QueryText.redact(query, Set.of()));
    }

    private String bracketed() {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }
}
