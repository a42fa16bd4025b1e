package dev.holdfast.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The same cases against one backend, without the gateway and through it.
record Comparison(Results direct, Results through) {
    /// What keeps the two from being the same, a sentence each; none if they are.
    List<String> differences() {
        List<String> differences = new ArrayList<>(direct.missing());
        differences.addAll(through.missing());
        Map<String, CaseResult> passed =
                through.cases().stream().collect(Collectors.toMap(CaseResult::id, Function.identity()));
        for (CaseResult one : direct.cases()) {
            CaseResult other = passed.get(one.id());
            if (other != null && !other.equals(one)) {
                differences.add(
                        "Case %s: %s without the gateway, %s through it.".formatted(one.id(), told(one), told(other)));
            }
        }
        return differences;
    }

    long same(Group group) {
        return direct.count(group, result -> through.cases().contains(result));
    }

    private static String told(CaseResult result) {
        return "%s, close %s (%s)".formatted(result.behavior(), result.close(), result.seen());
    }
}
