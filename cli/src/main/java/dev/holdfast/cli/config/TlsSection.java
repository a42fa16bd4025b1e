package dev.holdfast.cli.config;

import dev.holdfast.cli.config.bind.Required;
import dev.holdfast.proxy.TlsOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// `proxy.tls`: clients connect by `wss://`.
///
/// @param certificate the chain that clients are shown, in PEM form. To be written
/// @param key its private key, PKCS #8 in PEM form. To be written
/// @param clientAuthorities clients must show a certificate of one of these. Default none is asked for
public record TlsSection(
        @Required("the file with the certificate chain, in PEM form")
        Path certificate,

        @Required("the file with its private key, in PEM form")
        Path key,

        @Nullable Path clientAuthorities) {
    public static TlsSection defaults() {
        return new TlsSection(Path.of("tls.crt"), Path.of("tls.key"), null);
    }

    TlsOptions options() {
        return new TlsOptions(certificate, key, clientAuthorities);
    }
}
