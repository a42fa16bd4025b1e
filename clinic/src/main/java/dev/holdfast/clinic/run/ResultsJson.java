package dev.holdfast.clinic.run;

import dev.holdfast.clinic.trial.Expectation;
import dev.holdfast.clinic.trial.Outcome;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The results for programs.
final class ResultsJson {
    private static final JsonMapper JSON = new JsonMapper();

    private ResultsJson() {}

    static String of(Results results) {
        ObjectNode all = JSON.createObjectNode();
        ObjectNode total = all.putObject("total");
        total.put("runs", results.runs())
                .put("right", results.right())
                .put("wrong", results.wrong())
                .put("wrong_proven", results.provenWrong())
                .put("unexplained", results.unexplained())
                .put("broken", results.broken())
                .put("right_share", results.share());
        ArrayNode cases = all.putArray("cases");
        for (CaseResult each : results.cases()) {
            ObjectNode one = cases.addObject();
            one.put("case", each.played().name())
                    .put("cause", each.played().about().id())
                    .put("near_miss", each.played().expected() instanceof Expectation.NotNamed)
                    .put("healthy", each.played().expected() instanceof Expectation.Healthy)
                    .put("software", each.played().software())
                    .put("skipped", each.skipped())
                    .put("runs", each.runs())
                    .put("right", each.right())
                    .put("wrong", each.wrong())
                    .put("wrong_proven", each.provenWrong())
                    .put("unexplained", each.unexplained())
                    .put("broken", each.broken());
            ObjectNode said = one.putObject("said");
            each.said().forEach(said::put);
            ArrayNode broken = one.putArray("broken_why");
            each.outcomes().forEach(outcome -> {
                if (outcome instanceof Outcome.Broken(String why)) {
                    broken.add(why);
                }
            });
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
    }
}
