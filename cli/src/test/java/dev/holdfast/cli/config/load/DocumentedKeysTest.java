package dev.holdfast.cli.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.config.Configuration;
import dev.holdfast.cli.config.bind.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `docs/configuration.md` has each key once, with the default it really has.
class DocumentedKeysTest {
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9.-]+)` \\| (.*?) \\| (.*) \\|$");
    private static final Pattern YAML = Pattern.compile("(?s)```yaml\n(.*?)```");

    @TempDir
    private Path directory;

    @Test
    void the_page_lists_every_key_with_its_default() throws IOException {
        Map<String, String> documented = ROW.matcher(Files.readString(PAGE))
                .results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2), (_, again) -> again + " (twice)"));

        assertThat(documented).containsExactlyInAnyOrderEntriesOf(actual());
    }

    @Test
    void the_smallest_file_of_the_page_is_valid() throws IOException {
        List<String> files = YAML.matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();

        assertThat(files).containsExactly(Written.SMALLEST_FOR_PRODUCTION);
        assertThat(Written.in(directory, files.getFirst()).problems()).isEmpty();
    }

    private static Map<String, String> actual() {
        Map<String, String> actual = new LinkedHashMap<>();
        for (Key key : ConfigurationLoader.schema().keys()) {
            actual.put(key.path(), shown(key));
        }
        return actual;
    }

    private static String shown(Key key) {
        if (key.path().equals("environment")
                || key.path().equals("path")
                || key.path().equals("proxy.to")) {
            return "to be written";
        }
        return switch (key.showDefault(Configuration.defaults())) {
            case null -> "none";
            case List<?> none when none.isEmpty() -> "none";
            case List<?> items -> items.stream().map(item -> "`" + item + "`").collect(Collectors.joining(", "));
            case Object value -> "`" + value + "`";
        };
    }
}
