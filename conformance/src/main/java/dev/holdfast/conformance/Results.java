package dev.holdfast.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// All cases of one run.
///
/// @param groups that were asked for
/// @param cases by number
record Results(List<Group> groups, List<CaseResult> cases) {
    Results {
        groups = List.copyOf(groups);
        cases = cases.stream().sorted(CaseResult.BY_NUMBER).toList();
    }

    /// @param index the suite's `index.json`: results by agent and case
    static Results read(List<Group> groups, String agent, String index) {
        List<CaseResult> cases = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry :
                JsonMapper.shared().readTree(index).path(agent).properties()) {
            JsonNode result = entry.getValue();
            cases.add(new CaseResult(
                    entry.getKey(),
                    result.path("behavior").asString("none"),
                    result.path("behaviorClose").asString("none")));
        }
        return new Results(groups, cases);
    }

    long count(Group group, Predicate<CaseResult> what) {
        return cases.stream()
                .filter(result -> result.group() == group.number())
                .filter(what)
                .count();
    }

    /// What keeps this run from being a pass, a sentence each; none if it is one.
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (Group group : groups) {
            long ran = count(group, _ -> true);
            if (ran != group.cases()) {
                problems.add(
                        "%d of the %d cases of group %d have a result.".formatted(ran, group.cases(), group.number()));
            }
        }
        for (CaseResult result : cases) {
            if (result.failed() || result.closedWrong()) {
                problems.add("Case %s: %s, close %s.".formatted(result.id(), result.behavior(), result.close()));
            }
        }
        return problems;
    }
}
