package dev.holdfast.auth.jwt;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The claims of a token that matter here (RFC 7519 4.1). `null` is a claim that is not there.
record Claims(
        @Nullable String userId,
        @Nullable Instant expiresAt,
        @Nullable Instant notBefore,
        @Nullable Instant issuedAt,
        @Nullable String issuer,
        List<String> audience) {
    sealed interface Reading {}

    record Readable(Claims claims) implements Reading {}

    record Unreadable(String detail) implements Reading {}

    /// The last second of the year 9999; beyond it a number is no time but a mistake, such as milliseconds for
    /// seconds.
    private static final long LAST_SECOND = 253_402_300_799L;

    static Reading read(Map<String, Object> json, String userIdClaim) {
        Reader reader = new Reader(json);
        Claims claims = new Claims(
                reader.userId(userIdClaim),
                reader.time("exp"),
                reader.time("nbf"),
                reader.time("iat"),
                reader.text("iss"),
                reader.texts("aud"));
        String problem = reader.problem;
        return problem == null ? new Readable(claims) : new Unreadable(problem);
    }

    /// Remembers the first claim that is of the wrong kind.
    private static final class Reader {
        private final Map<String, Object> json;
        private @Nullable String problem;

        Reader(Map<String, Object> json) {
            this.json = json;
        }

        /// Text, or a whole number, which some issuers use although RFC 7519 4.1.2 wants text.
        @Nullable
        String userId(String claim) {
            return switch (json.get(claim)) {
                case Long number -> number.toString();
                case Integer number -> number.toString();
                case null, default -> text(claim);
            };
        }

        @Nullable
        String text(String claim) {
            return switch (json.get(claim)) {
                case null -> null;
                case String text -> text;
                default -> wrong(claim, "text");
            };
        }

        /// RFC 7519 4.1.3: an array of strings, "In the special case when the JWT has one audience" a single one.
        List<String> texts(String claim) {
            return switch (json.get(claim)) {
                case null -> List.of();
                case String text -> List.of(text);
                case List<?> list
                when list.stream().allMatch(String.class::isInstance) ->
                    list.stream().map(String.class::cast).toList();
                default -> {
                    wrong(claim, "text or a list of texts");
                    yield List.of();
                }
            };
        }

        /// RFC 7519 2, NumericDate: seconds since 1970, "non-integer values can be represented".
        @Nullable
        Instant time(String claim) {
            return switch (json.get(claim)) {
                case null -> null;
                case Number number
                when number.doubleValue() >= 0 && number.doubleValue() <= LAST_SECOND ->
                    Instant.ofEpochMilli(Math.round(number.doubleValue() * 1000));
                case Number _ -> wrong(claim, "a time in seconds since 1970, not milliseconds");
                default -> wrong(claim, "a number of seconds since 1970");
            };
        }

        private <T> @Nullable T wrong(String claim, String expected) {
            if (problem == null) {
                problem = "the claim " + Printable.cut(claim, 64) + " is not " + expected;
            }
            return null;
        }
    }
}
