package dev.holdfast.clinic.probe;

import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.doctor.probe.check.ProbeOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// One server that is examined, and what must be found: all of it, and nothing else.
///
/// @param name unique
/// @param software that is examined
/// @param expected `id CONFIDENCE` of each finding, sorted; none for a healthy server
/// @param words that the summary of one of them must hold; may be empty
public record ProbeCase(
        String name, String software, List<String> expected, String words, Set<Need> needs, Scenario scenario) {
    /// Starts the server.
    @FunctionalInterface
    public interface Scenario {
        /// @return how it is to be examined
        ProbeOptions start(Trial trial) throws Exception;
    }

    static ProbeCase healthy(String name, String software, Scenario scenario, Need... needs) {
        return new ProbeCase("healthy/" + name, software, List.of(), "", Set.of(needs), scenario);
    }

    /// @param expected such as `redirect-on-handshake PROVEN`, several with commas between
    static ProbeCase faulty(String name, String software, String expected, Scenario scenario, Need... needs) {
        return new ProbeCase(
                "faulty/" + name,
                software,
                Arrays.stream(expected.split(", ", -1)).sorted().toList(),
                "",
                Set.of(needs),
                scenario);
    }

    /// The same, whose summary must say so.
    ProbeCase saying(String phrase) {
        return new ProbeCase(name, software, expected, phrase, needs, scenario);
    }

    boolean healthy() {
        return expected.isEmpty();
    }
}
