package dev.holdfast.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
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
            cases.add(result(entry.getKey(), entry.getValue()));
        }
        return new Results(groups, cases);
    }

    /// @param lines a JSON object each, with its case as `id`
    static Results ofLines(List<Group> groups, List<String> lines) {
        return new Results(
                groups,
                lines.stream()
                        .map(JsonMapper.shared()::readTree)
                        .map(line -> result(line.path("id").asString(), line))
                        .toList());
    }

    private static CaseResult result(String id, JsonNode result) {
        return new CaseResult(
                id,
                result.path("behavior").asString("none"),
                result.path("behaviorClose").asString("none"),
                "close code %s%s%s"
                        .formatted(
                                result.path("remoteCloseCode").asString("none"),
                                result.path("negotiated").asString("").isEmpty()
                                        ? ""
                                        : ", " + result.path("negotiated").asString(),
                                result.has("traffic") ? ", " + result.path("traffic") : ""));
    }

    /// All cases of both.
    Results and(Results others) {
        return new Results(
                Stream.concat(groups.stream(), others.groups.stream()).toList(),
                Stream.concat(cases.stream(), others.cases.stream()).toList());
    }

    long count(Group group, Predicate<CaseResult> what) {
        return cases.stream()
                .filter(result -> result.group() == group.number())
                .filter(what)
                .count();
    }

    /// What keeps this run from being a pass, a sentence each; none if it is one.
    List<String> problems() {
        List<String> problems = missing();
        for (CaseResult result : cases) {
            if (result.failed() || result.closedWrong()) {
                problems.add("Case %s: %s, close %s.".formatted(result.id(), result.behavior(), result.close()));
            }
        }
        return problems;
    }

    /// Cases that have no result.
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (Group group : groups) {
            long ran = count(group, _ -> true);
            if (ran != group.cases()) {
                missing.add(
                        "%d of the %d cases of group %d have a result.".formatted(ran, group.cases(), group.number()));
            }
        }
        return missing;
    }
}
