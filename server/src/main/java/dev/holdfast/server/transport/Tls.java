package dev.holdfast.server.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// One side of TLS 1.2 and 1.3, by the JDK's own implementation, with what was read from PEM files when it was made.
/// Safe for use by any thread.
public final class Tls {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private final SslContext context;

    private Tls(SslContext context) {
        this.context = context;
    }

    /// For connections that are accepted.
    ///
    /// @param certificate the chain that is shown, the server's own first, in PEM form
    /// @param key its private key, PKCS #8 in PEM form, not encrypted
    /// @param clientAuthorities whoever connects must show a certificate of one of these; `null` asks for none
    /// @throws TlsUnusableException saying which file can't be used, and why
    public static Tls ofServer(Path certificate, Path key, @Nullable Path clientAuthorities)
            throws TlsUnusableException {
        SslContextBuilder builder = keys(certificate, key);
        if (clientAuthorities != null) {
            trust(builder, clientAuthorities);
            builder.clientAuth(ClientAuth.REQUIRE);
        }
        return built(builder);
    }

    /// For connections that are made. The other's certificate must be good for the name that it is asked by.
    ///
    /// @param authorities in PEM form, who may have issued it; `null` for those of the JDK
    /// @param certificate what we show where we are asked, with `key`; `null` for none
    /// @throws TlsUnusableException as [#ofServer]
    public static Tls ofClient(@Nullable Path authorities, @Nullable Path certificate, @Nullable Path key)
            throws TlsUnusableException {
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (authorities != null) {
            trust(builder, authorities);
        }
        if (certificate != null && key != null) {
            try {
                builder.keyManager(certificate.toFile(), key.toFile());
            } catch (IllegalArgumentException unusable) {
                throw unusable("certificate " + certificate + " with key " + key, unusable);
            }
        }
        return built(builder.endpointIdentificationAlgorithm("HTTPS"));
    }

    private static SslContextBuilder keys(Path certificate, Path key) throws TlsUnusableException {
        try {
            return SslContextBuilder.forServer(certificate.toFile(), key.toFile());
        } catch (IllegalArgumentException unusable) {
            throw unusable("certificate " + certificate + " with key " + key, unusable);
        }
    }

    private static void trust(SslContextBuilder builder, Path authorities) throws TlsUnusableException {
        try {
            builder.trustManager(authorities.toFile());
        } catch (IllegalArgumentException unusable) {
            throw unusable("authorities " + authorities, unusable);
        }
    }

    private static TlsUnusableException unusable(String what, IllegalArgumentException thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new TlsUnusableException(
                "TLS: found " + what + " unusable (" + root.getMessage()
                        + "), expected PEM files: certificates, and a PKCS #8 key without a passphrase",
                thrown);
    }

    private static Tls built(SslContextBuilder builder) throws TlsUnusableException {
        try {
            return new Tls(
                    builder.sslProvider(SslProvider.JDK).protocols(VERSIONS).build());
        } catch (SSLException unusable) {
            throw new TlsUnusableException("TLS: " + unusable.getMessage(), unusable);
        }
    }

    SslHandler accepting(ByteBufAllocator allocator) {
        return context.newHandler(allocator);
    }

    /// @param name that the other is asked by and must prove
    SslHandler connecting(ByteBufAllocator allocator, String name, int port) {
        return context.newHandler(allocator, name, port);
    }
}
