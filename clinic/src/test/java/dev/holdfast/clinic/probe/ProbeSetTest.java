package dev.holdfast.clinic.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.doctor.probe.finding.Risk;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProbeSetTest {
    private static final List<ProbeCase> ALL = ProbeSet.all();

    @Test
    void there_are_enough_servers_healthy_ones_too_of_every_kind() {
        assertThat(ALL).hasSizeGreaterThanOrEqualTo(25);
        assertThat(ALL).filteredOn(ProbeCase::healthy).hasSizeGreaterThanOrEqualTo(10);
        for (String software :
                List.of("Holdfast", "Node ws", "Python websockets", "FastAPI", "nginx", "HAProxy", "Tomcat", "raw")) {
            assertThat(ALL).anyMatch(each -> each.software().contains(software));
        }
    }

    @Test
    void names_are_unique_and_what_is_expected_exists() {
        assertThat(ALL).extracting(ProbeCase::name).doesNotHaveDuplicates();
        List<String> risks = Arrays.stream(Risk.values()).map(Risk::id).toList();
        for (ProbeCase each : ALL) {
            for (String expected : each.expected()) {
                String[] words = expected.split(" ", -1);
                assertThat(words).as(each.name()).hasSize(2);
                assertThat(Cause.byId(words[0]).isPresent() || risks.contains(words[0]))
                        .as(expected)
                        .isTrue();
                assertThat(Confidence.values()).extracting(Confidence::name).contains(words[1]);
            }
        }
    }
}
