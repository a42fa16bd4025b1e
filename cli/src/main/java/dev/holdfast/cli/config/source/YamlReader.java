package dev.holdfast.cli.config.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/// Reads a YAML text into a [Tree], keeping the line of everything.
///
/// Less than YAML on purpose: one document, no aliases, no tags, no key twice. What is left reads the same to
/// everybody.
public final class YamlReader {
    private static final String EXPECTED_YAML = "YAML: `key: value` lines, two spaces for each level";
    private static final Pattern PLACE = Pattern.compile("^ in .*, line (\\d+), column \\d+:$");

    private final IntFunction<Origin> line;
    private final List<Problem> problems;
    private final YAMLParser parser;

    private YamlReader(IntFunction<Origin> line, YAMLParser parser, List<Problem> problems) {
        this.line = line;
        this.parser = parser;
        this.problems = problems;
    }

    /// @param line the origin of what stands in a line, of which the first is 1
    /// @param problems gets what is wrong
    /// @return nothing where it is no YAML or no mapping
    public static Optional<Tree.Mapping> read(IntFunction<Origin> line, String text, List<Problem> problems) {
        Origin top = line.apply(1);
        try (YAMLParser parser =
                (YAMLParser) YAMLFactory.builder().build().createParser(ObjectReadContext.empty(), text)) {
            return new YamlReader(line, parser, problems).document(top);
        } catch (JacksonException e) {
            problems.add(syntax(line, e));
            return Optional.empty();
        }
    }

    private Optional<Tree.Mapping> document(Origin top) {
        if (parser.nextToken() == null) {
            return Optional.of(Tree.Mapping.empty(top));
        }
        Tree tree = value("", top);
        if (parser.nextToken() != null) {
            add("", "a second document", "one document: leave out the line `---` in between");
        }
        return switch (tree) {
            case Tree.Mapping mapping -> Optional.of(mapping);
            case Tree.Nothing _ -> Optional.of(Tree.Mapping.empty(top));
            case Tree.Scalar _, Tree.Sequence _ -> {
                problems.add(new Problem("", tree.kind(), EXPECTED_YAML, tree.origin()));
                yield Optional.empty();
            }
        };
    }

    /// @param key where the key stands, which is where a list or mapping behind it is looked for
    private Tree value(String path, Origin key) {
        Origin here = here();
        if (parser.isCurrentAlias()) {
            add(path, "an alias (*)", "the value itself, or text that begins with an asterisk in quotes");
        }
        if (parser.getTypeId() != null) {
            add(path, "a tag (!)", "the value alone, or text that begins with it in quotes");
        }
        return switch (Objects.requireNonNull(parser.currentToken())) {
            case START_OBJECT -> mapping(path, key);
            case START_ARRAY -> sequence(path, key);
            case VALUE_NULL -> new Tree.Nothing(here);
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE ->
                new Tree.Scalar(parser.getString(), here);
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("no value begins with " + parser.currentToken());
        };
    }

    private Tree mapping(String path, Origin at) {
        Map<String, Tree.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            String keyPath = path.isEmpty() ? key : path + "." + key;
            Origin keyAt = here();
            parser.nextToken();
            Tree value = value(keyPath, keyAt);
            Tree.Entry before = entries.putIfAbsent(key, new Tree.Entry(value, keyAt));
            if (before != null) {
                problems.add(new Problem(
                        Shown.plain(keyPath),
                        "the key a second time",
                        "it once; the first is at " + before.origin().text(),
                        keyAt));
            }
        }
        return new Tree.Mapping(entries, at);
    }

    private Tree sequence(String path, Origin at) {
        List<Tree> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(path + "[" + items.size() + "]", here()));
        }
        return new Tree.Sequence(items, at);
    }

    private void add(String path, String found, String expected) {
        problems.add(new Problem(Shown.plain(path), found, expected, here()));
    }

    private Origin here() {
        return line.apply(Math.max(1, parser.currentTokenLocation().getLineNr()));
    }

    /// The library's message quotes the lines around the fault, and a secret may stand in one of them. Only its own
    /// words are kept, and the last place it names, which is where it gave up.
    private static Problem syntax(IntFunction<Origin> origin, JacksonException fault) {
        TokenStreamLocation location = fault.getLocation();
        int line = location == null ? 1 : Math.max(1, location.getLineNr());
        List<String> words = new ArrayList<>();
        String[] lines =
                Objects.requireNonNullElse(fault.getOriginalMessage(), "").split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            Matcher place = PLACE.matcher(lines[i]);
            if (place.matches()) {
                line = Integer.parseInt(place.group(1));
                i += 2; // the quoted line and the mark below it
            } else if (!lines[i].isBlank()) {
                words.add(lines[i].strip());
            }
        }
        String found = "text that is not YAML (" + Shown.plain(String.join(", ", words)) + ")";
        return new Problem("", found, EXPECTED_YAML, origin.apply(line));
    }
}
