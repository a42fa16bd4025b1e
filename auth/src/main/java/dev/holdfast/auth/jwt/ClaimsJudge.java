package dev.holdfast.auth.jwt;

import dev.holdfast.core.credential.UserIdRule;
import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.port.Authenticator.Accepted;
import dev.holdfast.core.port.Authenticator.AuthResult;
import dev.holdfast.core.port.Authenticator.Rejected;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Judges the claims of a token whose signature is good, at one moment.
final class ClaimsJudge {
    private static final int LONGEST_QUOTE = 100;
    private static final int MOST_AUDIENCES_QUOTED = 5;

    private final JwtOptions options;

    ClaimsJudge(JwtOptions options) {
        this.options = options;
    }

    /// Time first, because it is what changes while nobody touches the configuration; then who made the token and
    /// for whom; the user last.
    AuthResult judge(Claims claims, Instant now) {
        AuthProblem problem = expiry(claims.expiresAt(), now);
        if (problem == null) {
            // Before `nbf`, which may be meant: an `iat` that is to come is nothing but a clock.
            problem = beginning(claims.issuedAt(), "iat", now);
        }
        if (problem == null) {
            problem = beginning(claims.notBefore(), "nbf", now);
        }
        if (problem == null) {
            problem = issuer(claims.issuer());
        }
        if (problem == null) {
            problem = audience(claims.audience());
        }
        return problem == null ? user(claims) : new Rejected(problem);
    }

    private @Nullable AuthProblem expiry(@Nullable Instant expiresAt, Instant now) {
        if (expiresAt == null) {
            return options.requireExpiry()
                    ? new AuthProblem.Malformed("no exp claim, and tokens that never expire are not accepted here")
                    : null;
        }
        // RFC 7519 4.1.4: "the current date/time MUST be before the expiration date/time"
        return now.isBefore(expiresAt.plus(options.leeway()))
                ? null
                : new AuthProblem.Expired(Duration.between(expiresAt, now));
    }

    /// RFC 7519 4.1.5: "the current date/time MUST be after or equal to the not-before date/time". A token from the
    /// future by its `iat` is refused alike: it shows a clock that is wrong, here or at the issuer.
    private @Nullable AuthProblem beginning(@Nullable Instant begin, String claim, Instant now) {
        return begin == null || !now.plus(options.leeway()).isBefore(begin)
                ? null
                : new AuthProblem.NotYetValid(Duration.between(now, begin), claim);
    }

    private @Nullable AuthProblem issuer(@Nullable String found) {
        String expected = options.issuer();
        return expected == null || expected.equals(found)
                ? null
                : new AuthProblem.IssuerMismatch(
                        found == null ? "" : Printable.cut(found, LONGEST_QUOTE),
                        Printable.cut(expected, LONGEST_QUOTE));
    }

    private @Nullable AuthProblem audience(List<String> found) {
        String expected = options.audience();
        if (expected == null || found.contains(expected)) {
            return null;
        }
        String some =
                String.join(", ", found.stream().limit(MOST_AUDIENCES_QUOTED).toList());
        return new AuthProblem.AudienceMismatch(
                Printable.cut(some, LONGEST_QUOTE), Printable.cut(expected, LONGEST_QUOTE));
    }

    private AuthResult user(Claims claims) {
        String userId = claims.userId();
        if (userId == null || userId.isEmpty()) {
            return new Rejected(new AuthProblem.Malformed("no " + options.userIdClaim() + " claim"));
        }
        String problem = UserIdRule.problem(userId);
        if (problem != null) {
            return new Rejected(new AuthProblem.Malformed("the " + options.userIdClaim() + " claim " + problem));
        }
        Instant expiresAt = claims.expiresAt();
        return new Accepted(userId, expiresAt == null ? null : expiresAt.plus(options.leeway()));
    }
}
