package dev.holdfast.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "dev", "serve", "check", "probe", "analyze", "completion"})
    void every_command_explains_itself_with_examples(String command) {
        List<String> arguments = new ArrayList<>(List.of("--help"));
        if (!command.isEmpty()) {
            arguments.addFirst(command);
        }

        Typed help = Typed.command(arguments.toArray(String[]::new));

        assertThat(help.status()).isZero();
        assertThat(help.out()).contains("Usage: holdfast", "Examples:", "holdfast " + command);
        assertThat(help.err()).isEmpty();
    }

    @Test
    void the_version() {
        assertThat(Typed.command("--version").out()).startsWith("holdfast ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dev --prot 1|Unknown options: '--prot', '1'|holdfast dev",
                "dev --port many|Invalid value for option '--port'|holdfast dev",
                "serve|Missing required option: '--config=FILE'|holdfast serve",
                "check|Missing required option: '--config=FILE'|holdfast check",
                "dve|Unmatched argument at index 0: 'dve'|holdfast",
                "''|Say what to do: dev, serve, proxy, check, probe, analyze or completion.|holdfast"
            })
    void what_can_not_be_understood_is_refused(String line, String message, String command) {
        Typed typed = Typed.command(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(typed.status()).isEqualTo(2);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err())
                .startsWith("holdfast: " + message)
                .endsWith("Try '" + command + " --help'.\n")
                .doesNotContain("\tat ");
    }

    @Test
    void a_command_that_is_nearly_one_is_suggested() {
        assertThat(Typed.command("serv").err()).contains("Did you mean: holdfast serve?");
    }

    @Test
    void completion_is_a_script_that_bash_reads_and_that_knows_the_options() throws IOException, InterruptedException {
        Typed completion = Typed.command("completion");
        assertThat(completion.status()).isZero();

        Process bash =
                new ProcessBuilder("bash", "-c", """
                        source /dev/stdin
                        COMP_WORDS=(holdfast dev --ad); COMP_CWORD=2; COMP_LINE='holdfast dev --ad'; COMP_POINT=17
                        _complete_holdfast
                        echo "completed: ${COMPREPLY[*]}"
                        """).redirectErrorStream(true).start();
        try (var in = bash.getOutputStream()) {
            in.write(completion.out().getBytes(StandardCharsets.UTF_8));
        }
        String answer = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(bash.waitFor()).as(answer).isZero();
        assertThat(answer).contains("completed: --admin-port");
    }
}
