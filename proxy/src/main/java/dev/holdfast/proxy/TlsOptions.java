package dev.holdfast.proxy;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// TLS towards clients. All files are PEM and are read at the start.
///
/// @param certificate the chain that clients are shown, the gateway's own certificate first
/// @param key its private key, PKCS #8, without a passphrase
/// @param clientAuthorities whose certificates clients must show; `null` asks for none
public record TlsOptions(
        Path certificate, Path key, @Nullable Path clientAuthorities) {}
