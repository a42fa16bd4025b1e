package dev.holdfast.server.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Reads an [Envelope]. Bounded: depth, name lengths and numbers are limited before anything is built, and
/// the message itself by the frame reader.
public final class EnvelopeReader {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_ECHO = 128;
    private static final int MAX_NAME = 200;
    private static final int MAX_TOKEN = 16 * 1024;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(1024)
                    .maxNumberLength(100)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private EnvelopeReader() {}

    /// @param utf8 a text message, already known to be UTF-8
    /// @return `null` when it is no JSON object with a `type`, or breaks a bound
    public static @Nullable Envelope read(byte[] utf8) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), utf8)) {
            return parser.nextToken() == JsonToken.START_OBJECT ? object(parser, utf8) : null;
        } catch (JacksonException notJson) {
            return null;
        }
    }

    private static @Nullable Envelope object(JsonParser parser, byte[] utf8) {
        String type = null;
        String id = null;
        String t = null;
        String token = null;
        String reason = null;
        String tab = null;
        String client = null;
        ReportReader.Received prev = null;
        String data = null;
        boolean dataIsText = false;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "type" -> type = text(parser, value, MAX_NAME);
                case "token" -> token = text(parser, value, MAX_TOKEN);
                case "reason" -> reason = text(parser, value, MAX_NAME);
                case "tab" -> tab = text(parser, value, MAX_NAME);
                case "id" -> id = echo(parser, utf8);
                case "t" -> t = echo(parser, utf8);
                case "prev" -> prev = report(parser, utf8);
                case "client" -> client = cut(raw(parser, utf8));
                case "data" -> {
                    dataIsText = value == JsonToken.VALUE_STRING;
                    data = dataIsText ? parser.getString() : raw(parser, utf8);
                }
                default -> parser.skipChildren();
            }
        }
        boolean whole = parser.nextToken() == null;
        return type == null || !whole
                ? null
                : new Envelope(type, id, t, token, reason, tab, client, prev, data, dataIsText);
    }

    private static @Nullable String text(JsonParser parser, JsonToken value, int most) {
        if (value != JsonToken.VALUE_STRING) {
            parser.skipChildren();
            return null;
        }
        String text = parser.getString();
        return text.length() <= most ? text : null;
    }

    /// What is to be given back: short, or not at all.
    private static @Nullable String echo(JsonParser parser, byte[] utf8) {
        String json = raw(parser, utf8);
        return json.length() <= MAX_ECHO ? json : null;
    }

    private static ReportReader.@Nullable Received report(JsonParser parser, byte[] utf8) {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int end = (int) parser.currentLocation().getByteOffset();
        return end - start <= ReportReader.MOST_BYTES ? ReportReader.read(Arrays.copyOfRange(utf8, start, end)) : null;
    }

    private static String raw(JsonParser parser, byte[] utf8) {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        // Forces a string or number that is read lazily to its end.
        parser.finishToken();
        int end = (int) parser.currentLocation().getByteOffset();
        return new String(utf8, start, end - start, StandardCharsets.UTF_8).strip();
    }

    private static String cut(String text) {
        return text.length() <= MAX_NAME ? text : text.substring(0, MAX_NAME);
    }
}
