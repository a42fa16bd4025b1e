package dev.holdfast.proxy;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// TLS towards a backend with `wss://`. Its certificate is always checked, with its name. All files are PEM and are
/// read at the start.
///
/// @param authorities who may have issued the backend's certificate; `null` for those that the JDK knows
/// @param name that it must be good for, and that is asked for (SNI); `null` for the host in the backend's address
/// @param certificate the chain that the gateway shows where the backend asks; `null` for none
/// @param key of that certificate, PKCS #8, without a passphrase
public record BackendTlsOptions(
        @Nullable Path authorities,
        @Nullable String name,
        @Nullable Path certificate,
        @Nullable Path key) {
    public static final BackendTlsOptions DEFAULT = new BackendTlsOptions(null, null, null, null);
}
