package dev.holdfast.cli.config;

import dev.holdfast.auth.jwt.JwtOptions;
import dev.holdfast.auth.jwt.SharedSecret;
import dev.holdfast.auth.jwt.VerificationKeys;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// `auth.jwt`: how tokens are judged. Exactly one of the first four says by which key.
///
/// @param secretEnv the environment variable that holds the HS256 secret
/// @param secretFile the file that holds the HS256 secret
/// @param jwks where the issuer serves its keys
/// @param publicKeyFile the file that holds the issuer's public key in PEM form
/// @param keyServer how keys are fetched from `jwks`
/// @param issuer what every token must have as `iss`. Default any
/// @param audience what must be among every token's `aud`. Default any
/// @param leeway by how much clocks may differ. Default 60s
/// @param maxTokenLength in characters. Default 8192
/// @param userIdClaim the claim that names the user. Default `sub`
/// @param requireExpiry whether a token that never expires is refused. Default true
public record JwtSection(
        @Nullable String secretEnv,
        @Nullable Path secretFile,
        @Nullable URI jwks,
        @Nullable Path publicKeyFile,
        KeyServerSection keyServer,
        @Nullable String issuer,
        @Nullable String audience,
        Duration leeway,
        int maxTokenLength,
        String userIdClaim,
        boolean requireExpiry) {
    public JwtSection {
        // JwtOptions knows the bounds; which key it is given does not matter for them.
        new JwtOptions(
                SharedSecret.of(new byte[SharedSecret.MIN_BYTES]),
                issuer,
                audience,
                leeway,
                maxTokenLength,
                userIdClaim,
                requireExpiry);
    }

    public static JwtSection defaults() {
        JwtOptions jwt = JwtOptions.of(SharedSecret.of(new byte[SharedSecret.MIN_BYTES]));
        return new JwtSection(
                null,
                null,
                null,
                null,
                KeyServerSection.defaults(),
                jwt.issuer(),
                jwt.audience(),
                jwt.leeway(),
                jwt.maxTokenLength(),
                jwt.userIdClaim(),
                jwt.requireExpiry());
    }

    /// What tokens are judged by, once the keys have been read.
    public JwtOptions options(VerificationKeys keys) {
        return new JwtOptions(keys, issuer, audience, leeway, maxTokenLength, userIdClaim, requireExpiry);
    }
}
