package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.part.Patience;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.Token;
import dev.holdfast.clinic.part.WebPages;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Scenario;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.server.fixture.RawClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Tokens that are refused for what is in them, each with one thing wrong. Those that look alike are wrong in another
/// thing, or right.
final class TokenCases {
    private static final String OTHER_SECRET = "another-secret-0123456789-abcdefghijklmnop";

    private TokenCases() {}

    static List<ClinicCase> all() {
        return Stream.of(signatures(), forms(), times(), claims())
                .flatMap(List::stream)
                .toList();
    }

    private static List<ClinicCase> forms() {
        return List.of(
                refused(Cause.TOKEN_MISSING, TokenBearer.NODE, () -> null),
                refused(Cause.TOKEN_MISSING, TokenBearer.CHROMIUM, () -> null),
                refused(Cause.TOKEN_MISSING, TokenBearer.PYTHON, () -> null),
                // What JavaScript makes of a token that is not there yet is a token all the same.
                other(
                        Cause.TOKEN_MISSING,
                        TokenBearer.NODE,
                        "the word undefined",
                        Cause.TOKEN_MALFORMED,
                        () -> "undefined"),
                refused(Cause.TOKEN_MALFORMED, TokenBearer.PYTHON, () -> "null"),
                refused(Cause.TOKEN_MALFORMED, TokenBearer.CHROMIUM, () -> cut(good().signed())),
                refused(Cause.TOKEN_MALFORMED, TokenBearer.JDK, () -> unsigned(good().signed()))
                        .called("alg none"),
                // Whole in its form, and one bit of its claims turned.
                other(
                        Cause.TOKEN_MALFORMED,
                        TokenBearer.NODE,
                        "claims changed afterwards",
                        Cause.TOKEN_SIGNATURE_INVALID,
                        TokenCases::tampered));
    }

    private static List<ClinicCase> signatures() {
        return List.of(
                refused(Cause.TOKEN_SIGNATURE_INVALID, TokenBearer.NODE, () -> good().signedWith(OTHER_SECRET)),
                refused(Cause.TOKEN_SIGNATURE_INVALID, TokenBearer.FIREFOX, () -> good().signedWith(OTHER_SECRET)),
                other(
                        Cause.TOKEN_SIGNATURE_INVALID,
                        TokenBearer.PYTHON,
                        "a good signature on an expired token",
                        Cause.TOKEN_EXPIRED,
                        () -> expired(Duration.ofHours(1)).signed()));
    }

    private static List<ClinicCase> times() {
        return List.of(
                refused(
                        Cause.TOKEN_EXPIRED,
                        TokenBearer.NODE,
                        () -> expired(Duration.ofMinutes(3)).signed()),
                refused(
                        Cause.TOKEN_EXPIRED,
                        TokenBearer.CHROMIUM,
                        () -> expired(Duration.ofMinutes(3)).signed()),
                refused(
                        Cause.TOKEN_EXPIRED,
                        TokenBearer.PYTHON,
                        () -> expired(Duration.ofMinutes(3)).signed()),
                hit(Cause.TOKEN_EXPIRED, "raw client", TokenCases::expiresInside)
                        .called("inside an open connection"),
                nearMiss(
                        Cause.TOKEN_EXPIRED,
                        "raw client",
                        "refreshed inside the connection",
                        Set.of(Cause.CLIENT_LEFT),
                        TokenCases::refreshedInside),
                other(
                        Cause.TOKEN_EXPIRED,
                        TokenBearer.NODE,
                        "expired for less than the leeway",
                        Cause.CLIENT_LEFT,
                        () -> expired(Duration.ofSeconds(30)).signed()),
                refused(
                        Cause.TOKEN_NOT_YET_VALID,
                        TokenBearer.NODE,
                        () -> beginning(Duration.ofMinutes(10)).signed()),
                refused(
                                Cause.TOKEN_NOT_YET_VALID,
                                TokenBearer.JDK,
                                () -> Token.of("alice", Instant.now().plus(Duration.ofMinutes(10)))
                                        .signed())
                        .called("issued in the future"),
                other(
                        Cause.TOKEN_NOT_YET_VALID,
                        TokenBearer.PYTHON,
                        "less than the leeway away",
                        Cause.CLIENT_LEFT,
                        () -> beginning(Duration.ofSeconds(30)).signed()));
    }

    private static List<ClinicCase> claims() {
        return List.of(
                refused(
                        Cause.TOKEN_AUDIENCE_MISMATCH,
                        TokenBearer.NODE,
                        () -> good().with(claims -> claims.audience("billing")).signed()),
                refused(
                        Cause.TOKEN_AUDIENCE_MISMATCH,
                        TokenBearer.CHROMIUM,
                        () -> good().with(claims -> claims.audience((String) null))
                                .signed()),
                other(
                        Cause.TOKEN_AUDIENCE_MISMATCH,
                        TokenBearer.NODE,
                        "ours among several",
                        Cause.CLIENT_LEFT,
                        () -> good().with(claims -> claims.audience(List.of("billing", "chat")))
                                .signed()),
                refused(
                        Cause.TOKEN_ISSUER_MISMATCH,
                        TokenBearer.PYTHON,
                        () -> good().with(claims -> claims.issuer("https://issuer.example.com/"))
                                .signed()),
                refused(
                        Cause.TOKEN_ISSUER_MISMATCH,
                        TokenBearer.JDK,
                        () -> good().with(claims -> claims.issuer("https://staging.example.com"))
                                .signed()),
                // Another environment mostly has another secret besides. Its claims are then nobody's word.
                other(
                        Cause.TOKEN_ISSUER_MISMATCH,
                        TokenBearer.NODE,
                        "another issuer with another secret",
                        Cause.TOKEN_SIGNATURE_INVALID,
                        () -> good().with(claims -> claims.issuer("https://staging.example.com"))
                                .signedWith(OTHER_SECRET)));
    }

    private static ClinicCase refused(Cause cause, TokenBearer bearer, Supplier<@Nullable String> token) {
        return hit(cause, bearer.software(), bringing(bearer, token)).needing(bearer.needs());
    }

    private static ClinicCase other(
            Cause cause, TokenBearer bearer, String how, Cause right, Supplier<@Nullable String> token) {
        return nearMiss(cause, bearer.software(), how, Set.of(right), bringing(bearer, token))
                .needing(bearer.needs());
    }

    private static Scenario bringing(TokenBearer bearer, Supplier<@Nullable String> token) {
        return trial -> {
            WebPages pages = trial.pages();
            Server server = trial.production().with("origins", pages.origin()).start();
            bearer.connect(trial, server, pages, token.get());
            return Said.of("end", server.diagnostics().end());
        };
    }

    private static Token good() {
        return Token.of("alice");
    }

    private static Token expired(Duration ago) {
        return Token.of("alice", Instant.now().minus(Duration.ofHours(2)))
                .expiring(Instant.now().minus(ago));
    }

    private static Token beginning(Duration from) {
        return good().with(
                        claims -> claims.notBeforeTime(Date.from(Instant.now().plus(from))));
    }

    private static String cut(String token) {
        return token.substring(0, token.lastIndexOf('.'));
    }

    private static String unsigned(String token) {
        String header = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
        return header + token.substring(token.indexOf('.'), token.lastIndexOf('.') + 1);
    }

    private static String tampered() {
        String[] parts = good().signed().split("\\.");
        String[] admin = Token.of("admin").signed().split("\\.");
        return parts[0] + "." + admin[1] + "." + parts[2];
    }

    private static Said expiresInside(Trial trial) throws Exception {
        Server server = shortLived(trial);
        RawClient client = trial.raw(server.address());
        client.upgrade("Authorization: Bearer " + expiring(Duration.ofSeconds(3)));
        client.text("hello");
        client.readClose();
        return Said.of("end", server.diagnostics().end());
    }

    private static Said refreshedInside(Trial trial) throws Exception {
        Server server = shortLived(trial);
        RawClient client = trial.raw(server.address());
        client.upgrade(
                "Authorization: Bearer " + expiring(Duration.ofSeconds(3)), "Sec-WebSocket-Protocol: holdfast.v1");
        client.text("{\"type\":\"hello\",\"client\":{\"name\":\"clinic\",\"version\":\"1\"}}");
        client.text("{\"type\":\"auth\",\"token\":\"" + expiring(Duration.ofMinutes(5)) + "\"}");
        // Past the first one's expiry and its grace.
        Patience.pause(Duration.ofMillis(4200));
        client.close(1000, "");
        return Said.of("end", server.diagnostics().end());
    }

    private static Server shortLived(Trial trial) throws Exception {
        return trial.production()
                .with("auth.jwt.leeway", "0s")
                .with("auth.token-grace", "200ms")
                .start();
    }

    private static String expiring(Duration in) {
        return good().expiring(Instant.now().plus(in)).signed();
    }
}
