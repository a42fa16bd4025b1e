package dev.holdfast.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnalyzeCommandTest {
    private static final String LINE =
            "127.0.0.1 - - [27/Nov/2026:22:24:55 +0000] \"GET /ws HTTP/1.1\" 101 0 \"-\" \"raw\"\n";

    @TempDir
    private Path folder;

    private String log() throws IOException {
        return Files.writeString(folder.resolve("access.log"), LINE.repeat(3)).toString();
    }

    @Test
    void a_log_is_read_and_what_happened_is_said() throws IOException {
        Typed typed = Typed.command("analyze", log());

        assertThat(typed.status()).isZero();
        assertThat(typed.err()).isEmpty();
        assertThat(typed.out())
                .contains("3 of 3 ends", "nginx-access", "unexplained")
                .doesNotContain("\u001b");
    }

    @Test
    void the_same_as_json_and_as_a_page() throws IOException {
        Path page = folder.resolve("report.html");
        Typed typed = Typed.command("analyze", log(), "--json", "--html", page.toString());

        assertThat(typed.status()).isZero();
        assertThat(typed.out()).startsWith("{\"version\":1,").hasLineCount(1);
        assertThat(page)
                .content()
                .startsWith("<!doctype html>")
                .contains("<svg")
                .doesNotContain("<script");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "analyze|Missing required parameter: 'FILE'",
                "analyze no-such.log|no-such.log can't be read: there is no such file",
                "analyze pom.xml|pom.xml: its first lines are in no format that is known here",
                "analyze pom.xml --format gopher|--format: found gopher, expected one of: holdfast, ",
                "analyze pom.xml --since yesterday|--since: found yesterday, expected a moment like",
            })
    void what_can_not_be_read_is_refused_with_one_sentence(String line, String sentence) {
        Typed typed = Typed.command(line.split(" "));

        assertThat(typed.status()).isEqualTo(2);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err()).startsWith("holdfast: " + sentence);
    }
}
