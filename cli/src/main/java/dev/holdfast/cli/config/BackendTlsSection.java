package dev.holdfast.cli.config;

import dev.holdfast.proxy.BackendTlsOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// `proxy.backend-tls`: how a backend with `wss://` is asked. Its certificate and name are always checked.
///
/// @param authorities who may have issued its certificate, in PEM form. Default those that the JDK knows
/// @param name in its certificate, also sent as SNI. Default the host in `to`
/// @param certificate what the gateway shows where the backend asks, in PEM form. Default nothing
/// @param key of that certificate, PKCS #8 in PEM form
public record BackendTlsSection(
        @Nullable Path authorities,
        @Nullable String name,
        @Nullable Path certificate,
        @Nullable Path key) {
    public BackendTlsSection {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("found "
                    + (key == null ? "certificate without key" : "key without certificate") + ", expected both");
        }
    }

    public static BackendTlsSection defaults() {
        return new BackendTlsSection(null, null, null, null);
    }

    BackendTlsOptions options() {
        return new BackendTlsOptions(authorities, name, certificate, key);
    }
}
