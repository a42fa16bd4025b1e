package dev.holdfast.server.handshake;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which pages may connect (RFC 6455 10.2). Exact comparison only: `https://app.example.com.evil.test` begins with an
/// allowed origin and is none.
///
/// @param allowed origins as browsers send them
/// @param local whether pages of this machine (localhost, 127.0.0.1, [::1], any port) are allowed besides; development
/// @param check whether anything is checked at all
public record OriginPolicy(List<String> allowed, boolean local, boolean check) {
    private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

    /// @param origin the `Origin` header; a client that is no browser sends none, and none is allowed
    /// @param host the `Host` header, for pages of this very server
    public boolean allows(@Nullable String origin, @Nullable String host) {
        if (!check || origin == null || allowed.contains(origin)) {
            return true;
        }
        if (local) {
            return isLocal(origin);
        }
        // TLS may end before us, so the scheme can't be compared; host and port must fit exactly.
        return host != null && (origin.equals("https://" + host) || origin.equals("http://" + host));
    }

    private static boolean isLocal(String origin) {
        try {
            URI uri = new URI(origin);
            String scheme = uri.getScheme();
            return uri.getHost() != null
                    && LOCAL_HOSTS.contains(uri.getHost())
                    && scheme != null
                    && (scheme.equals("http") || scheme.equals("https"))
                    && uri.getRawPath().isEmpty()
                    && uri.getRawUserInfo() == null;
        } catch (URISyntaxException notAnOrigin) {
            return false;
        }
    }
}
