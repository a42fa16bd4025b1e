package dev.holdfast.clinic.probe;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came of one server.
///
/// @param said `id CONFIDENCE` of each finding, sorted
/// @param trouble why there is no report; absent where there is one
/// @param skipped what is missing here to start it; absent where it was examined
/// @param connections that the probe made
record ProbeResult(
        ProbeCase examined,
        List<String> said,
        boolean right,
        @Nullable String trouble,
        @Nullable String skipped,
        int connections,
        Duration took) {
    static ProbeResult skipped(ProbeCase each, String missing) {
        return new ProbeResult(each, List.of(), false, null, missing, 0, Duration.ZERO);
    }

    static ProbeResult failed(ProbeCase each, Exception trouble) {
        return new ProbeResult(each, List.of(), false, String.valueOf(trouble), null, 0, Duration.ZERO);
    }

    /// `nothing found`, or the findings.
    String words() {
        if (trouble != null) {
            return "not examined to the end: " + trouble;
        }
        return said.isEmpty() ? "nothing found" : String.join(", ", said);
    }
}
