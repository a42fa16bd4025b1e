package dev.holdfast.clinic.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.clinic.trial.Need;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProbeAccuracyPageTest {
    private static final ProbeCase.Scenario NONE = _ -> {
        throw new IllegalStateException("nothing is started here");
    };

    private static ProbeResult result(ProbeCase each, boolean right, String... said) {
        return new ProbeResult(each, List.of(said), right, null, null, 12, Duration.ofMillis(3_400));
    }

    @Test
    void the_page_counts_and_shows_what_was_said_and_what_was_expected() {
        String page = new ProbeResults(List.of(
                        result(ProbeCase.healthy("node-ws", "Node ws", NONE), true),
                        result(
                                ProbeCase.faulty("no-pong", "Node ws", "heartbeat-missed PROVEN", NONE),
                                true,
                                "heartbeat-missed PROVEN"),
                        result(
                                ProbeCase.faulty("echoes-token", "raw", "token-echoed PROVEN", NONE),
                                false,
                                "clock-skew POSSIBLE"),
                        ProbeResult.failed(
                                ProbeCase.faulty("odd", "raw", "clock-skew LIKELY", NONE), new Exception("a | b")),
                        ProbeResult.skipped(
                                ProbeCase.healthy("tomcat", "Tomcat", NONE, Need.NODE), "node is not installed")))
                .page("Written today.");

        assertThat(page)
                .contains("Written today.", "| 4 | 1 | 2 | 2 |")
                .contains("| node ws | Node ws | nothing found | yes | 12 | 3.4 |")
                .contains(
                        "| no pong | Node ws | [heartbeat-missed](causes/heartbeat-missed.md) PROVEN | yes | 12 | 3.4 |")
                .contains("| [clock-skew](causes/clock-skew.md) POSSIBLE | **no**, expected token-echoed PROVEN |")
                .contains("not examined to the end: java.lang.Exception: a \\| b")
                .contains("- healthy/tomcat: node is not installed");
    }

    @Test
    void one_that_is_wrong_or_none_at_all_is_not_good() {
        ProbeCase healthy = ProbeCase.healthy("node-ws", "Node ws", NONE);

        assertThat(new ProbeResults(List.of(result(healthy, true))).good()).isTrue();
        assertThat(new ProbeResults(List.of(result(healthy, true), result(healthy, false))).good())
                .isFalse();
        assertThat(new ProbeResults(List.of(ProbeResult.skipped(healthy, "no"))).good())
                .isFalse();
    }
}
