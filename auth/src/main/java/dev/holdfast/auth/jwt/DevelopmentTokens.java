package dev.holdfast.auth.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.port.Authenticator;
import dev.holdfast.core.port.TimeSource;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tokens of development, where no key is configured: signed and checked by a key that is made at start and that nobody
/// else ever has. So a token that is present is checked here too; one from elsewhere can't be, and is refused with
/// that as its reason. Safe for use by many threads.
public final class DevelopmentTokens implements Authenticator {
    private final SharedSecret secret;
    private final String keyId;
    private final TimeSource time;
    private final JwtAuthenticator authenticator;

    private DevelopmentTokens(SharedSecret secret, String keyId, TimeSource time) {
        this.secret = secret;
        this.keyId = keyId;
        this.time = time;
        this.authenticator =
                new JwtAuthenticator(JwtOptions.of(secret), new OneNamedKey(keyId, VerifyingKey.of(secret)), time);
    }

    /// With a new key.
    public static DevelopmentTokens create(TimeSource time, SecureRandom random) {
        byte[] key = new byte[SharedSecret.MIN_BYTES];
        random.nextBytes(key);
        byte[] name = new byte[4];
        random.nextBytes(name);
        // Not the same name in every run: a token of an earlier one is of another key, not forged.
        return new DevelopmentTokens(
                SharedSecret.of(key), "holdfast-dev-" + HexFormat.of().formatHex(name), time);
    }

    @Override
    public AuthResult authenticate(Credential credential) throws InterruptedException {
        AuthResult result = authenticator.authenticate(credential);
        return result instanceof Rejected(AuthProblem.KeyUnknown _)
                ? new Rejected(new AuthProblem.NoKeyConfigured())
                : result;
    }

    /// A token of this key.
    ///
    /// @param life from now on; negative for one that expired as long ago
    public String issue(String userId, Duration life) {
        Instant now = time.wall();
        Instant expiry = now.plus(life);
        Instant issued = life.isNegative() ? expiry.minus(Duration.ofHours(1)) : now;
        JWSObject token = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(keyId).build(),
                new Payload(Map.of(
                        "iss",
                        "holdfast dev",
                        "sub",
                        userId,
                        "iat",
                        issued.getEpochSecond(),
                        "exp",
                        expiry.getEpochSecond())));
        try {
            token.sign(new MACSigner(secret.bytes()));
        } catch (JOSEException e) {
            throw new IllegalStateException("a secret that is long enough signs", e);
        }
        return token.serialize();
    }

    @Override
    public String toString() {
        return "DevelopmentTokens[" + keyId + "]";
    }

    private record OneNamedKey(String keyId, VerifyingKey key) implements KeySource {
        @Override
        public KeyLookup find(SigningAlgorithm algorithm, @Nullable String named) {
            return algorithm == key.algorithm() && keyId.equals(named)
                    ? new KeyLookup.Found(List.of(key))
                    : new KeyLookup.Unknown();
        }

        @Override
        public void prefetch() {}

        @Override
        public void close() {}
    }
}
