package dev.holdfast.cli.config;

import dev.holdfast.auth.jwt.KeyServer;
import java.net.URI;
import java.time.Duration;

/// `auth.jwt.key-server`: how keys are fetched from `auth.jwt.jwks`.
///
/// @param deadline for a fetch, which a handshake may wait for. Default 2s
/// @param maxBytes of an answer. Default 256KiB
/// @param cacheFor how long keys are used without looking again. Default 10m. Danger: a withdrawn key stays good for
/// this long
/// @param coolDown between fetches after a failure or for an unknown key. Default 30s
public record KeyServerSection(Duration deadline, int maxBytes, Duration cacheFor, Duration coolDown) {
    public KeyServerSection {
        // KeyServer knows the bounds; which address it is given does not matter for them.
        new KeyServer(URI.create("https://localhost/"), deadline, maxBytes, cacheFor, coolDown);
    }

    public static KeyServerSection defaults() {
        return new KeyServerSection(
                KeyServer.DEFAULT_DEADLINE,
                KeyServer.DEFAULT_MAX_BYTES,
                KeyServer.DEFAULT_CACHE_FOR,
                KeyServer.DEFAULT_COOL_DOWN);
    }

    /// @throws IllegalArgumentException for an address that keys must not come from
    public KeyServer at(URI jwks) {
        return new KeyServer(jwks, deadline, maxBytes, cacheFor, coolDown);
    }
}
