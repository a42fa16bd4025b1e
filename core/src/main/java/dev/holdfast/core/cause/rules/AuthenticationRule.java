package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A credential that was not accepted, or that ended while the connection was open. Every problem is a cause
/// of its own.
final class AuthenticationRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.CredentialExpired expired = facts.decided(Decision.CredentialExpired.class);
        if (expired != null && facts.behindGateway()) {
            return Finding.proven(
                            Cause.TOKEN_EXPIRED,
                            Initiator.SERVER,
                            "The token expired while the connection was open, and this gateway ended it after "
                                    + Phrases.time(expired.grace()) + " of grace.",
                            List.of(
                                    "open for " + Phrases.time(facts.openFor()),
                                    "grace after expiry: " + Phrases.time(expired.grace())))
                    .withFix(
                            "Connect anew with a fresh token before the old one expires (a function, not a string read once)."
                                    + " Where the backend takes new tokens inside the connection, which a gateway does not read,"
                                    + " set `proxy.end-at-expiry: false`.");
        }
        if (expired != null) {
            return Finding.proven(
                    Cause.TOKEN_EXPIRED,
                    Initiator.SERVER,
                    "The token expired while the connection was open and no new one came within "
                            + Phrases.time(expired.grace()) + ".",
                    List.of(
                            "open for " + Phrases.time(facts.openFor()),
                            "grace after expiry: " + Phrases.time(expired.grace())));
        }
        Decision.AuthRefused refused = facts.decided(Decision.AuthRefused.class);
        if (refused == null) {
            return null;
        }
        Finding finding = judge(refused.problem());
        Set<Carrier> carriers =
                facts.handshake().map(Fact.HandshakeReceived::carriers).orElse(Set.of());
        return carriers.isEmpty() ? finding : withCarriers(finding, carriers);
    }

    private static Finding judge(AuthProblem problem) {
        return switch (problem) {
            case AuthProblem.Missing(Set<Carrier> enabled) ->
                refused(
                        Cause.TOKEN_MISSING,
                        "The client sent no token.",
                        "accepted carriers: " + Carrier.words(enabled));
            case AuthProblem.CarrierNotEnabled(Set<Carrier> present, Set<Carrier> enabled) ->
                refused(
                        Cause.AUTH_MODE_MISMATCH,
                        "The client sent its token by " + Carrier.words(present) + ", which is not accepted here.",
                        "accepted carriers: " + Carrier.words(enabled));
            case AuthProblem.CarriersConflict(Set<Carrier> present) ->
                refused(
                        Cause.AUTH_CARRIERS_CONFLICT,
                        "The client sent different tokens by " + Carrier.words(present) + ".",
                        "the tokens differ");
            case AuthProblem.Malformed(String detail) ->
                refused(Cause.TOKEN_MALFORMED, "The token does not have the form that is accepted here.", detail);
            case AuthProblem.SignatureInvalid(String algorithm) ->
                refused(
                        Cause.TOKEN_SIGNATURE_INVALID,
                        "The token's signature does not fit the key configured here.",
                        algorithm + " signature checked and wrong");
            case AuthProblem.KeyUnknown(String keyId) ->
                refused(
                        Cause.TOKEN_KEY_UNKNOWN,
                        "The token is signed with a key that is not known here.",
                        keyId.isEmpty() ? "the token names no key" : "the token names the key \"" + keyId + "\"");
            case AuthProblem.NoKeyConfigured() ->
                refused(
                                Cause.TOKEN_KEY_UNKNOWN,
                                "No key is configured here, so nobody can tell whether the token is good.",
                                "development without auth.jwt: only tokens made by this server itself are known")
                        .withFix(
                                "Name the key: `--jwt-secret-env NAME` for a secret, or HOLDFAST_AUTH_JWT_JWKS=https://… for "
                                        + "an issuer's keys. Or send no token: then the client is let in as a temporary "
                                        + "user.");
            case AuthProblem.Expired(Duration by) ->
                refused(
                        Cause.TOKEN_EXPIRED,
                        "The token had expired " + Phrases.time(by) + " before it came, by this server's clock.",
                        "expired for " + Phrases.time(by) + ", leeway not counted");
            case AuthProblem.NotYetValid(Duration by, String claim) ->
                refused(
                        Cause.TOKEN_NOT_YET_VALID,
                        "The token was not valid for another " + Phrases.time(by)
                                + ": most often the issuer's clock and ours disagree.",
                        claim + " lay " + Phrases.time(by) + " in the future, leeway not counted");
            case AuthProblem.AudienceMismatch(String found, String expected) ->
                refused(
                        Cause.TOKEN_AUDIENCE_MISMATCH,
                        "The token was issued for another audience.",
                        claim("aud", found, expected));
            case AuthProblem.IssuerMismatch(String found, String expected) ->
                refused(
                        Cause.TOKEN_ISSUER_MISMATCH,
                        "The token was issued by another issuer.",
                        claim("iss", found, expected));
            case AuthProblem.TicketUnknown() ->
                refused(
                        Cause.TICKET_UNKNOWN,
                        "The one-time ticket was never issued here, was used before or is too old.",
                        "no unused ticket like it is known");
            case AuthProblem.BackendDown(String detail) ->
                Finding.proven(
                        Cause.AUTH_BACKEND_DOWN,
                        Initiator.SERVER,
                        "The credential could not be judged because what judges it did not answer; it may be perfectly "
                                + "good.",
                        List.of(detail));
        };
    }

    private static Finding refused(Cause cause, String summary, String evidence) {
        return Finding.proven(cause, Initiator.SERVER, summary, List.of(evidence));
    }

    private static String claim(String name, String found, String expected) {
        return (found.isEmpty() ? "the token has no " + name : name + " is \"" + found + "\"") + ", expected \""
                + expected + "\"";
    }

    private static Finding withCarriers(Finding finding, Set<Carrier> carriers) {
        List<String> evidence = new ArrayList<>(finding.evidence());
        evidence.add("a credential was present in: " + Carrier.words(carriers));
        return new Finding(
                finding.cause(),
                finding.confidence(),
                finding.initiator(),
                finding.expected(),
                finding.summary(),
                evidence,
                finding.fix());
    }
}
