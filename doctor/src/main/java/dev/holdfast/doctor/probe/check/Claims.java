package dev.holdfast.doctor.probe.check;

import dev.holdfast.observe.json.JsonForm;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What a JSON Web Token says of itself, unverified: who it is for and when it is good. Nothing else of
/// it is read.
///
/// @param audience absent where it names none
record Claims(
        @Nullable Instant issuedAt,
        @Nullable Instant notBefore,
        @Nullable Instant expiresAt,
        @Nullable String issuer,
        @Nullable String audience) {
    private static final int MOST_SHOWN = 100;

    /// @return `null` where the token is no JSON Web Token
    static @Nullable Claims of(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return null;
        }
        try {
            JsonNode payload =
                    JsonForm.tree(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
            return payload.isObject()
                    ? new Claims(
                            instant(payload.path("iat")),
                            instant(payload.path("nbf")),
                            instant(payload.path("exp")),
                            text(payload.path("iss")),
                            text(payload.path("aud")))
                    : null;
        } catch (IllegalArgumentException | JacksonException notReadable) {
            return null;
        }
    }

    private static @Nullable Instant instant(JsonNode seconds) {
        try {
            return seconds.isNumber() ? Instant.ofEpochSecond(seconds.asLong()) : null;
        } catch (DateTimeException | JacksonException outOfTime) {
            return null;
        }
    }

    private static @Nullable String text(JsonNode value) {
        if (value.isArray()) {
            List<String> all = new ArrayList<>();
            value.forEach(each -> all.add(each.asString("")));
            return cut(String.join(", ", all));
        }
        return value.isString() ? cut(value.asString()) : null;
    }

    private static String cut(String text) {
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }

    /// Whether anything in it is compared with a clock.
    boolean timed() {
        return issuedAt != null || notBefore != null || expiresAt != null;
    }

    boolean expired(Instant now) {
        return expiresAt != null && expiresAt.isBefore(now);
    }

    boolean notYet(Instant now) {
        return (notBefore != null && notBefore.isAfter(now)) || (issuedAt != null && issuedAt.isAfter(now));
    }
}
