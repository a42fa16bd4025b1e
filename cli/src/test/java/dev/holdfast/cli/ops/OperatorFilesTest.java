package dev.holdfast.cli.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.observe.json.JsonForm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Alert rules, board and pages fit each other and the metrics that there are.
class OperatorFilesTest {
    static final Path OPS = Path.of("..", "ops");

    private static final Pattern METRIC = Pattern.compile("\\bholdfast_[a-z_]+");
    private static final Pattern ALERT = Pattern.compile("(?m)^ *- alert: (\\w+)$");

    @Test
    void promtool_finds_the_rules_and_the_scrape_example_valid() throws Exception {
        assertThat(promtool("check", "rules", "alerts.yml")).contains("SUCCESS");
        assertThat(promtool("check", "config", "prometheus.yml")).contains("SUCCESS");
    }

    @Test
    void each_alert_fires_when_it_should_and_a_healthy_node_wakes_nobody() throws Exception {
        assertThat(promtool("test", "rules", "alerts.test.yml")).contains("SUCCESS");
        String tests = Files.readString(OPS.resolve("prometheus/alerts.test.yml"));
        assertThat(alerts())
                .allSatisfy(alert -> assertThat(tests)
                        .as("a test in which it fires")
                        .containsPattern("alertname: " + alert + "\\s+exp_alerts:"));
    }

    @Test
    void every_alert_has_its_place_in_the_page_for_operators() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "operate.md"));
        String rules = Files.readString(OPS.resolve("prometheus/alerts.yml"));
        assertThat(alerts()).allSatisfy(alert -> {
            assertThat(page).contains("### " + alert + "\n");
            assertThat(rules).contains("runbook: docs/operate.md#" + alert.toLowerCase(Locale.ROOT) + "\n");
        });
    }

    @Test
    void rules_and_board_ask_only_for_metrics_that_there_are() throws IOException {
        Set<String> known = new TreeSet<>();
        for (JsonNode metric : JsonForm.tree(Files.readString(Path.of("..", "spec", "metrics.json")))
                .get("metrics")) {
            String name = metric.get("name").asString();
            known.add(name);
            if (metric.get("type").asString().equals("histogram")) {
                known.addAll(List.of(name + "_bucket", name + "_count", name + "_sum"));
            }
        }
        for (String file : List.of("prometheus/alerts.yml", "prometheus/alerts.test.yml", "grafana/holdfast.json")) {
            assertThat(METRIC.matcher(Files.readString(OPS.resolve(file)))
                            .results()
                            .map(MatchResult::group))
                    .as(file)
                    .isNotEmpty()
                    .allSatisfy(metric -> assertThat(known).contains(metric));
        }
    }

    /// As rules, because promtool reads no boards.
    @Test
    void every_question_of_the_board_is_valid(@TempDir Path folder) throws Exception {
        StringBuilder rules = new StringBuilder("groups: [ { name: board, rules: [\n");
        int number = 0;
        for (String question : questions(JsonForm.tree(Files.readString(OPS.resolve("grafana/holdfast.json"))))) {
            String plain = question.replace("$__rate_interval", "5m").replace("$instance", ".*");
            rules.append("  { record: \"board:")
                    .append(number++)
                    .append("\", expr: '")
                    .append(plain)
                    .append("' },\n");
        }
        Path file = Files.writeString(folder.resolve("board.yml"), rules.append("] } ]\n"));
        assertThat(promtool("check", "rules", file.toString())).contains("SUCCESS: " + number + " rules found");
        assertThat(number).isGreaterThan(20);
    }

    private static List<String> questions(JsonNode board) {
        List<String> all = new ArrayList<>();
        for (JsonNode panel : board.get("panels")) {
            for (JsonNode target : panel.get("targets")) {
                all.add(target.get("expr").asString());
            }
        }
        return all;
    }

    private static List<String> alerts() throws IOException {
        List<String> alerts = ALERT.matcher(Files.readString(OPS.resolve("prometheus/alerts.yml")))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(alerts).hasSizeGreaterThan(10).doesNotHaveDuplicates();
        return alerts;
    }

    private static String promtool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(OPS.resolve("prometheus").toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException missing) {
            assumeTrue(false, "promtool is missing");
            throw missing;
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
