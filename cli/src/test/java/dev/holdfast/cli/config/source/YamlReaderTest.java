package dev.holdfast.cli.config.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {
    private final List<Problem> problems = new ArrayList<>();

    @Test
    void every_part_knows_its_line() {
        Tree.Mapping tree = read("""
                # a comment
                path: /ws
                limits:
                  # another
                  message-bytes: 64KiB
                origins:
                  - https://a.example
                  - https://b.example
                """).orElseThrow();

        assertThat(tree.at(List.of("path"))).isEqualTo(new Tree.Scalar("/ws", line(2)));
        assertThat(tree.at(List.of("limits", "message-bytes"))).isEqualTo(new Tree.Scalar("64KiB", line(5)));
        assertThat(tree.at(List.of("origins")))
                .isEqualTo(new Tree.Sequence(
                        List.of(
                                new Tree.Scalar("https://a.example", line(7)),
                                new Tree.Scalar("https://b.example", line(8))),
                        line(6)));
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "yes", "~", "0x10", "1_000", "010", "1.50", "1e3", "12:30", "0.0.0.0:8080", "25s"})
    void a_value_is_its_text_whatever_yaml_takes_it_for(String text) {
        assertThat(read("key: " + text).orElseThrow().at(List.of("key"))).isEqualTo(new Tree.Scalar(text, line(1)));
        assertThat(read("key: \"" + text + '"').orElseThrow().at(List.of("key")))
                .isEqualTo(new Tree.Scalar(text, line(1)));
    }

    @Test
    void a_key_without_a_value_holds_nothing() {
        assertThat(read("key:\n").orElseThrow().at(List.of("key"))).isEqualTo(new Tree.Nothing(line(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# only a comment\n", "---\n"})
    void a_file_without_keys_is_empty(String text) {
        assertThat(read(text).orElseThrow().entries()).isEmpty();
        assertThat(problems).isEmpty();
    }

    @Test
    void a_key_that_stands_twice_is_a_problem_that_names_both_lines() {
        read("a:\n  b: 1\n  c: 2\n  b: 3\n");

        assertThat(texts())
                .containsExactly("holdfast.yaml:4: a.b: found the key a second time, expected it once; the first is at"
                        + " holdfast.yaml:2");
    }

    @Test
    void aliases_tags_and_second_documents_are_refused() {
        read("a: &x 1\nb: *x\nc: !!int 5\n---\nd: 1\n");

        assertThat(texts())
                .containsExactly(
                        "holdfast.yaml:2: b: found an alias (*), expected the value itself, or text that begins with an"
                                + " asterisk in quotes",
                        "holdfast.yaml:3: c: found a tag (!), expected the value alone, or text that begins with it in"
                                + " quotes",
                        "holdfast.yaml:5: found a second document, expected one document: leave out the line `---` in"
                                + " between");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"a: [1, 2\nb: canary\"|2",
                "\"a: 1\nb:\n\tc: canary\"|3",
                "\"a: 1\nsecret: @canary\"|2",
                "\"a: 'canary\nb: c\n\"|3",
                "\"x: 1\na: b: canary\"|2",
                "\"a: }canary\"|1",
            })
    void a_fault_of_syntax_names_its_line_and_repeats_nothing_of_the_file(String text, int line) {
        assertThat(read(text)).isEmpty();

        assertThat(texts())
                .singleElement()
                .asString()
                .startsWith("holdfast.yaml:" + line + ": found text that is not YAML (")
                .endsWith("expected YAML: `key: value` lines, two spaces for each level")
                .doesNotContain("canary")
                .doesNotContain("\n");
    }

    @Test
    void a_file_that_is_no_mapping_is_refused() {
        assertThat(read("- a\n- b\n")).isEmpty();
        assertThat(texts())
                .containsExactly("holdfast.yaml:1: found a list, expected YAML: `key: value` lines, two spaces for each"
                        + " level");
    }

    private Optional<Tree.Mapping> read(String text) {
        return YamlReader.read(YamlReaderTest::line, text, problems);
    }

    private List<String> texts() {
        return problems.stream().map(Problem::text).toList();
    }

    private static Origin line(int line) {
        return new Origin.FileLine("holdfast.yaml", line);
    }
}
