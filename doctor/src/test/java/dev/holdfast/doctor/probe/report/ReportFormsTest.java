package dev.holdfast.doctor.probe.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.doctor.probe.check.Battery;
import dev.holdfast.doctor.probe.check.ProbeOptions;
import dev.holdfast.doctor.probe.check.Progress;
import dev.holdfast.doctor.probe.finding.ProbeReport;
import dev.holdfast.doctor.probe.finding.Risk;
import dev.holdfast.doctor.probe.fixture.RawServer;
import dev.holdfast.doctor.report.Ink;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ReportFormsTest {
    private static final Path SCHEMA = Path.of("..", "spec", "probe.schema.json");
    private static final String HOSTILE = "evil\u001b[2J</style><script>alert(1)</script>\u0007";

    private static ProbeReport healthy() throws Exception {
        try (RawServer server = RawServer.healthy()) {
            return Battery.run(ProbeOptions.of(server.target()).onlyChecks("ping", "way"), Progress.NOBODY);
        }
    }

    private static ProbeReport hostile() throws Exception {
        try (RawServer server = RawServer.start(exchange -> exchange.upgrade("Server: nginx " + HOSTILE)
                .close(1011, HOSTILE)
                .beSilent())) {
            return Battery.run(ProbeOptions.of(server.target()), Progress.NOBODY);
        }
    }

    @Test
    void real_reports_fit_the_schema() throws Exception {
        assertThat(Schema.problems(SCHEMA, ProbeJson.of(healthy()))).isEmpty();
        assertThat(Schema.problems(SCHEMA, ProbeJson.of(hostile()))).isEmpty();
    }

    @Test
    void the_schema_can_fail() throws Exception {
        String json = ProbeJson.of(healthy());

        assertThat(Schema.problems(SCHEMA, json.replace("\"verdict\":\"healthy\"", "\"verdict\":\"well\"")))
                .hasSize(1);
        assertThat(Schema.problems(SCHEMA, json.replace("\"connections\"", "\"conections\"")))
                .hasSize(2);
    }

    @Test
    void whatever_a_server_says_does_nothing_to_a_terminal_or_a_browser() throws Exception {
        ProbeReport report = hostile();

        String text = ProbeText.of(report, new Ink(false));
        assertThat(text.chars().filter(c -> c < ' ' && c != '\n')).isEmpty();
        assertThat(text).contains("evil\\u001b[2J");
        assertThat(ProbeHtml.of(report)).doesNotContain("<script", "\u001b").contains("evil");
        assertThat(ProbeJson.of(report)).doesNotContain("\u001b", "\u0007");
    }

    @Test
    void the_verdict_stands_last_for_people_and_first_on_the_page() throws Exception {
        assertThat(ProbeText.of(healthy(), new Ink(false)).strip().lines().toList())
                .last()
                .asString()
                .startsWith("Healthy: nothing was found");
        assertThat(ProbeHtml.of(hostile())).containsSubsequence("1 finding", "Findings", "What was examined");
    }

    @Test
    void the_pages_name_every_check_and_risk() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "probe.md"));

        Battery.names().forEach(name -> assertThat(page).contains("| `" + name + "` |"));
        for (var risk : Risk.values()) {
            assertThat(page).contains("`" + risk.id() + "`");
        }
        assertThat(page).contains(Battery.mostConnections() + " connections");
    }
}
