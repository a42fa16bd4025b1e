package dev.holdfast.server.protocol;

import dev.holdfast.core.evidence.ClientReport;
import dev.holdfast.core.evidence.ClientReport.EndedBy;
import dev.holdfast.core.evidence.ClientReport.SeenClose;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Reads a client's report: section 6.2 of `spec/PROTOCOL.md`. What breaks a bound is left out by itself,
/// because half a report is worth more than none; only without its attempt a report is nothing.
public final class ReportReader {
    /// Longer ones are not looked at.
    public static final int MOST_BYTES = 2048;

    private static final Pattern ATTEMPT = Pattern.compile("[A-Za-z0-9_-]{8,128}");
    private static final Pattern TAB = Pattern.compile("[A-Za-z0-9_-]{8,64}");
    private static final Pattern FOUND = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern STACK = Pattern.compile("[0-9a-f]{8}");
    private static final Pattern ANY = Pattern.compile("(?s).*");
    private static final long MOST_COUNTED = 1_000_000;
    private static final long MOST_BYTES_BUFFERED = (1L << 53) - 1;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxNameLength(256)
                    .maxNumberLength(40)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private ReportReader() {}

    /// @param attempt that the report is about
    public record Received(String attempt, ClientReport report) {}

    /// @return `null` for what is longer than [#MOST_BYTES], no JSON object, or has no attempt
    public static @Nullable Received read(byte[] utf8) {
        if (utf8.length > MOST_BYTES) {
            return null;
        }
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), utf8)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            Said said = new Said(object(parser));
            return parser.nextToken() == null ? received(said) : null;
        } catch (JacksonException notJson) {
            return null;
        }
    }

    /// Strings, `Boolean`, `Long`, and one object in the object; everything else is left out.
    private static Map<String, Object> object(JsonParser parser) {
        Map<String, Object> values = new HashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            switch (parser.nextToken()) {
                case VALUE_STRING -> values.put(name, parser.getString());
                case VALUE_TRUE -> values.put(name, true);
                case VALUE_FALSE -> values.put(name, false);
                case VALUE_NUMBER_INT -> {
                    if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
                        values.put(name, parser.getLongValue());
                    }
                }
                case START_OBJECT -> values.put(name, new Said(object(parser)));
                default -> parser.skipChildren();
            }
        }
        return values;
    }

    private static @Nullable Received received(Said said) {
        String attempt = said.text("attempt", 128, ATTEMPT);
        if (attempt == null) {
            return null;
        }
        return new Received(
                attempt,
                new ClientReport(
                        said.text("tab", 64, TAB),
                        said.text("agent", 64, ANY),
                        said.truth("opened"),
                        said.time("connectMs"),
                        said.time("openMs"),
                        close(said.inner("close")),
                        endedBy(said.text("endedBy", 32, ANY)),
                        said.text("thrown", 64, ANY),
                        said.text("found", 64, FOUND),
                        said.time("lastReceivedMs"),
                        said.time("lastSentMs"),
                        said.number("bufferedBytes", 0, MOST_BYTES_BUFFERED),
                        said.truth("hidden"),
                        said.time("hiddenMs"),
                        said.time("frozenMs"),
                        said.truth("bfcache"),
                        said.time("lateMs"),
                        said.truth("lateHidden"),
                        millis(said.number("clockJumpMs", -Integer.MAX_VALUE, Integer.MAX_VALUE)),
                        said.time("pingLateMs"),
                        said.truth("online"),
                        said.time("offlineMs"),
                        said.text("network", 32, ANY),
                        said.count("networkChanges"),
                        said.count("instances"),
                        said.count("created"),
                        said.text("stack", 8, STACK),
                        said.count("tries"),
                        said.time("ageMs")));
    }

    private static @Nullable SeenClose close(@Nullable Said close) {
        if (close == null) {
            return null;
        }
        Long code = close.number("code", 0, 0xFFFF);
        String reason = close.text("reason", 123, ANY);
        boolean fits = reason != null && reason.getBytes(StandardCharsets.UTF_8).length <= 123;
        return new SeenClose(
                code == null ? null : code.intValue(),
                close.truth("clean"),
                fits ? reason : null,
                close.truth("error"));
    }

    private static @Nullable EndedBy endedBy(@Nullable String word) {
        for (EndedBy each : EndedBy.values()) {
            if (each.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(word)) {
                return each;
            }
        }
        return null;
    }

    private static @Nullable Duration millis(@Nullable Long millis) {
        return millis == null ? null : Duration.ofMillis(millis);
    }

    private record Said(Map<String, Object> values) {
        @Nullable
        String text(String name, int mostCharacters, Pattern form) {
            return values.get(name) instanceof String text
                            && text.length() <= mostCharacters
                            && form.matcher(text).matches()
                    ? text
                    : null;
        }

        @Nullable
        Boolean truth(String name) {
            return values.get(name) instanceof Boolean truth ? truth : null;
        }

        @Nullable
        Long number(String name, long least, long most) {
            return values.get(name) instanceof Long number && number >= least && number <= most ? number : null;
        }

        @Nullable
        Duration time(String name) {
            return millis(number(name, 0, Integer.MAX_VALUE));
        }

        @Nullable
        Integer count(String name) {
            Long count = number(name, 0, MOST_COUNTED);
            return count == null ? null : count.intValue();
        }

        @Nullable
        Said inner(String name) {
            return values.get(name) instanceof Said inner ? inner : null;
        }
    }
}
