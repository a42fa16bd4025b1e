package dev.holdfast.observe.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the diagnostics API listens and who may ask.
///
/// @param bind address and port; port 0 takes a free one. Default 127.0.0.1:9090
/// @param hostNames further names by which it may be asked, besides localhost, 127.0.0.1, [::1] and the bound address.
/// Default none. Any other Host header is refused, so that no web page reaches it by DNS rebinding
/// @param token what a caller must send as `Authorization: Bearer …`, on everything but `/health/…`. Default none,
/// which is refused for an address that is not loopback. At least 16 characters
public record DiagnosticsOptions(
        InetSocketAddress bind,
        Set<String> hostNames,
        @Nullable String token) {
    public static final int DEFAULT_PORT = 9090;
    private static final int LEAST_TOKEN_LENGTH = 16;

    public DiagnosticsOptions {
        hostNames = Set.copyOf(hostNames);
        if (token != null && token.length() < LEAST_TOKEN_LENGTH) {
            throw new IllegalArgumentException("admin-token: found " + token.length()
                    + " characters, expected at least " + LEAST_TOKEN_LENGTH + ": anybody could guess it");
        }
        if (token == null && !isLoopback(bind)) {
            throw new IllegalArgumentException("admin: found " + bind.getHostString() + ":" + bind.getPort()
                    + " without a token, expected a loopback address such as 127.0.0.1, or an admin token:"
                    + " whoever reaches it sees every connection");
        }
    }

    /// Loopback, no token.
    public static DiagnosticsOptions local(int port) {
        return new DiagnosticsOptions(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Set.of(), null);
    }

    private static boolean isLoopback(InetSocketAddress bind) {
        InetAddress address = bind.getAddress();
        return address != null && address.isLoopbackAddress();
    }

    /// Without the token.
    @Override
    public String toString() {
        return "DiagnosticsOptions[bind=" + bind + ", hostNames=" + hostNames + ", token="
                + (token == null ? "none" : "(set)") + "]";
    }
}
