package dev.holdfast.conformance;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;

/// What the suite says of one case, in its own words.
///
/// @param id such as `6.4.1`
/// @param behavior `OK`, `NON-STRICT`, `INFORMATIONAL`, or anything else, which is a failure
/// @param close the same of how the connection was closed: `WRONG CODE` and `UNCLEAN` among its words
/// @param seen what else there is to compare: the server's close code and, of a case of compression, what was
/// negotiated and how many octets and frames passed
record CaseResult(String id, String behavior, String close, String seen) {
    static final Comparator<CaseResult> BY_NUMBER = Comparator.comparing(CaseResult::numbers, Arrays::compare);

    /// `NON-STRICT` is a success to the suite: an allowed behaviour that is not the best one.
    private static final Set<String> PASSED = Set.of("OK", "NON-STRICT", "INFORMATIONAL");
    private static final Set<String> CLOSED_WELL = Set.of("OK", "INFORMATIONAL");

    int group() {
        return numbers()[0];
    }

    boolean failed() {
        return !PASSED.contains(behavior);
    }

    boolean closedWrong() {
        return !CLOSED_WELL.contains(close);
    }

    /// Whether there is something to say of it in the table's footnotes.
    boolean plainlyGood() {
        return behavior.equals("OK") && close.equals("OK");
    }

    private int[] numbers() {
        return Arrays.stream(id.split("\\.")).mapToInt(Integer::parseInt).toArray();
    }
}
