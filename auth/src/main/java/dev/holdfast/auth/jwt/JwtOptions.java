package dev.holdfast.auth.jwt;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How tokens are judged.
///
/// @param keys what decides about signatures, and with it which algorithms count
/// @param issuer the `iss` every token must have; `null`: any. Compared exactly. Danger of `null`: with a key
///     server that serves several tenants, tokens of all of them are good
/// @param audience what must be among a token's `aud`; `null`: any. Danger of `null`: a token that the same issuer
///     made for another application is good here
/// @param leeway by how much the clocks of issuer and server may differ; 60 s, at most 5 min (RFC 7519 4.1.4:
///     "usually no more than a few minutes"). It covers the differences that reports of refused tokens name. Danger:
///     a token stays good for this long after its `exp`
/// @param maxTokenLength the longest token that is looked at, in characters; 8192. Longer ones are refused unread
/// @param userIdClaim the claim that names the user; `sub`
/// @param requireExpiry whether a token without `exp` is refused; true. Danger of false: such a token is good until
///     its key is withdrawn
public record JwtOptions(
        VerificationKeys keys,
        @Nullable String issuer,
        @Nullable String audience,
        Duration leeway,
        int maxTokenLength,
        String userIdClaim,
        boolean requireExpiry) {
    public static final Duration DEFAULT_LEEWAY = Duration.ofSeconds(60);
    public static final Duration MAX_LEEWAY = Duration.ofMinutes(5);
    public static final int DEFAULT_MAX_TOKEN_LENGTH = 8 * 1024;
    public static final String DEFAULT_USER_ID_CLAIM = "sub";

    /// @throws IllegalArgumentException for a value outside its bounds; says which, what was found and what to do
    public JwtOptions {
        if (leeway.isNegative() || leeway.compareTo(MAX_LEEWAY) > 0) {
            throw new IllegalArgumentException("the leeway is " + leeway + ", expected PT0S to " + MAX_LEEWAY
                    + ": where clocks differ more, set them right (NTP)");
        }
        if (maxTokenLength < 256 || maxTokenLength > 64 * 1024) {
            throw new IllegalArgumentException("the longest token is " + maxTokenLength
                    + " characters, expected 256 to 65536: a request's headers can't carry more");
        }
        requireText("the issuer", issuer);
        requireText("the audience", audience);
        requireText("the name of the user id's claim", userIdClaim);
    }

    /// These keys with the defaults: any issuer, any audience.
    public static JwtOptions of(VerificationKeys keys) {
        return new JwtOptions(keys, null, null, DEFAULT_LEEWAY, DEFAULT_MAX_TOKEN_LENGTH, DEFAULT_USER_ID_CLAIM, true);
    }

    public JwtOptions withIssuer(String issuer) {
        return new JwtOptions(keys, issuer, audience, leeway, maxTokenLength, userIdClaim, requireExpiry);
    }

    public JwtOptions withAudience(String audience) {
        return new JwtOptions(keys, issuer, audience, leeway, maxTokenLength, userIdClaim, requireExpiry);
    }

    public JwtOptions withLeeway(Duration leeway) {
        return new JwtOptions(keys, issuer, audience, leeway, maxTokenLength, userIdClaim, requireExpiry);
    }

    public JwtOptions withMaxTokenLength(int maxTokenLength) {
        return new JwtOptions(keys, issuer, audience, leeway, maxTokenLength, userIdClaim, requireExpiry);
    }

    public JwtOptions withUserIdClaim(String userIdClaim) {
        return new JwtOptions(keys, issuer, audience, leeway, maxTokenLength, userIdClaim, requireExpiry);
    }

    public JwtOptions withRequireExpiry(boolean requireExpiry) {
        return new JwtOptions(keys, issuer, audience, leeway, maxTokenLength, userIdClaim, requireExpiry);
    }

    private static void requireText(String what, @Nullable String text) {
        if (text != null && text.isBlank()) {
            throw new IllegalArgumentException(what + " is empty, expected a text; leave it out where none is meant");
        }
    }
}
