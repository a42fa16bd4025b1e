package dev.holdfast.proxy.backend;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

/// Where a backend listens.
///
/// @param secure whether by TLS
/// @param host a name or an address, an IPv6 one without brackets
public record Backend(boolean secure, String host, int port) {
    /// @param uri such as `ws://127.0.0.1:8000`
    /// @throws IllegalArgumentException saying what is wrong with it
    public static Backend of(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme();
        boolean secure = scheme.equals("wss") || scheme.equals("https");
        if (!secure && !scheme.equals("ws") && !scheme.equals("http")) {
            throw expected(uri);
        }
        String path = uri.getRawPath();
        if (uri.getHost() == null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null
                || uri.getRawUserInfo() != null
                || !(path == null || path.isEmpty() || path.equals("/"))) {
            throw expected(uri);
        }
        String host = uri.getHost();
        return new Backend(
                secure,
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                uri.getPort() < 0 ? secure ? 443 : 80 : uri.getPort());
    }

    private static IllegalArgumentException expected(URI uri) {
        return new IllegalArgumentException(
                "to: found " + uri
                        + ", expected an address like ws://127.0.0.1:8000 or wss://app.internal, without a path: clients' paths are kept");
    }

    /// `host:port`, as a `Host` header has it.
    public String authority() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /// Whether it is this very address, as far as that can be told without asking for a name.
    public boolean isAt(InetSocketAddress address) {
        if (port != address.getPort()) {
            return false;
        }
        boolean here =
                address.getAddress().isAnyLocalAddress() || address.getAddress().isLoopbackAddress();
        try {
            InetAddress own = InetAddress.ofLiteral(host);
            return own.equals(address.getAddress())
                    || (address.getAddress().isAnyLocalAddress()
                            && (own.isLoopbackAddress() || own.isAnyLocalAddress()));
        } catch (IllegalArgumentException aName) {
            return here && host.equalsIgnoreCase("localhost");
        }
    }

    @Override
    public String toString() {
        return authority();
    }
}
