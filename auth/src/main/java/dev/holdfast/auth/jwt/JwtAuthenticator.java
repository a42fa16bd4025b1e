package dev.holdfast.auth.jwt;

import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.port.Authenticator;
import dev.holdfast.core.port.TimeSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Authenticates by a signed JSON Web Token (RFC 7519), whichever carrier it came by.
///
/// What is judged in this order, and the first thing that is wrong is the answer: its form, its algorithm and key,
/// its signature, `exp`, `nbf` and `iat`, the issuer, the audience, the user id. No claim is read before the
/// signature is known to be good. [Accepted#expiresAt()] is `exp` plus the leeway: the moment from which the same
/// token is refused.
///
/// Blocks only for a key server, and then at most for its deadline.
public final class JwtAuthenticator implements Authenticator, AutoCloseable {
    private static final int LONGEST_KEY_ID = 64;

    private final JwtOptions options;
    private final KeySource keys;
    private final TimeSource time;
    private final ClaimsJudge judge;

    JwtAuthenticator(JwtOptions options, KeySource keys, TimeSource time) {
        this.options = options;
        this.keys = keys;
        this.time = time;
        this.judge = new ClaimsJudge(options);
    }

    /// @param listener told of fetches from the key server; of no use with other keys
    /// @throws IllegalArgumentException where the configured key is damaged; says so in a sentence
    public static JwtAuthenticator create(JwtOptions options, TimeSource time, KeyServerListener listener) {
        KeySource keys = switch (options.keys()) {
            case SharedSecret secret -> new SingleKey(VerifyingKey.of(secret));
            case TrustedPublicKey trusted -> new SingleKey(VerifyingKey.of(trusted, null));
            case KeyServer server ->
                new KeyServerKeys(
                        server,
                        new HttpKeySetFetcher(server),
                        task -> Thread.ofVirtual().name("holdfast-key-fetch").start(task),
                        time,
                        listener);
        };
        return new JwtAuthenticator(options, keys, time);
    }

    /// Begins to fetch the key server's keys, so that the first handshake need not wait and a wrong address is told
    /// to the listener at start. Returns at once; does nothing with other keys.
    public void prefetch() {
        keys.prefetch();
    }

    @Override
    public AuthResult authenticate(Credential credential) throws InterruptedException {
        return switch (CompactToken.read(credential.secret(), options.maxTokenLength())) {
            case CompactToken.Unreadable(String detail) -> new Rejected(new AuthProblem.Malformed(detail));
            case CompactToken.Readable(CompactToken token) -> judge(token);
        };
    }

    private AuthResult judge(CompactToken token) throws InterruptedException {
        Optional<SigningAlgorithm> algorithm = SigningAlgorithm.named(token.algorithm());
        if (algorithm.isEmpty()) {
            return new Rejected(keyUnknown(token));
        }
        return switch (keys.find(algorithm.get(), token.keyId())) {
            case KeyLookup.Unknown _ -> new Rejected(keyUnknown(token));
            case KeyLookup.Unreachable(String detail) -> new Unavailable(new AuthProblem.BackendDown(detail));
            case KeyLookup.Found(List<VerifyingKey> found) ->
                found.stream().anyMatch(token::isSignedWith)
                        ? judgeClaims(token)
                        : new Rejected(
                                new AuthProblem.SignatureInvalid(algorithm.get().name()));
        };
    }

    private AuthResult judgeClaims(CompactToken token) {
        Map<String, Object> json = token.claims();
        if (json == null) {
            return new Rejected(new AuthProblem.Malformed("the token's payload is not a JSON object"));
        }
        return switch (Claims.read(json, options.userIdClaim())) {
            case Claims.Unreadable(String detail) -> new Rejected(new AuthProblem.Malformed(detail));
            case Claims.Readable(Claims claims) -> judge.judge(claims, time.wall());
        };
    }

    private static AuthProblem keyUnknown(CompactToken token) {
        String keyId = token.keyId();
        return new AuthProblem.KeyUnknown(keyId == null ? "" : Printable.cut(keyId, LONGEST_KEY_ID));
    }

    /// Ends a fetch that is under way. Tokens can still be judged by keys that are there.
    @Override
    public void close() {
        keys.close();
    }

    @Override
    public String toString() {
        return "JwtAuthenticator[" + options.keys() + "]";
    }
}
