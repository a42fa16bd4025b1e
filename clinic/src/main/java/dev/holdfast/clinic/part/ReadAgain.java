package dev.holdfast.clinic.part;

import dev.holdfast.core.cause.Classifier;
import dev.holdfast.doctor.analyze.LogAnalysis;
import dev.holdfast.doctor.analyze.UnreadableException;
import dev.holdfast.doctor.analyze.format.Format;
import dev.holdfast.doctor.analyze.result.Analysis;
import dev.holdfast.doctor.analyze.source.LogSource;
import dev.holdfast.doctor.analyze.study.Filter;
import dev.holdfast.observe.json.JsonForm;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The log of a server, read by `holdfast analyze`: every end is explained anew from its line, and comes out as the
/// server had explained it.
final class ReadAgain {
    private static final Set<String> ENDS = Set.of("connection-ended", "connection-rejected", "end-explained-again");

    private ReadAgain() {}

    /// @param lines of the same log
    /// @param classifier with the rules that the server had
    static void hold(Path log, List<String> lines, Classifier classifier) throws Inconsistency, UnreadableException {
        Set<String> ends = new HashSet<>();
        long told = 0;
        for (String line : lines) {
            JsonNode event = JsonForm.tree(line);
            if (ENDS.contains(event.path("event").asString(""))) {
                ends.add(event.path("connection_id").asString());
                told++;
            }
        }
        Analysis analysis = new LogAnalysis(Format.HOLDFAST, Filter.NONE, ZoneOffset.UTC, classifier)
                .of(List.of(LogSource.of(log.toString(), InputStream.nullInputStream())));
        Analysis.Source source = analysis.sources().getFirst();
        if (source.flawed() > 0) {
            throw new Inconsistency("its log has lines that can't be read again: " + source.flaws());
        }
        if (!analysis.differences().isEmpty()) {
            throw new Inconsistency(
                    "its log explains itself otherwise when it is read again: " + analysis.differences());
        }
        if (analysis.explainedAnew() != told || analysis.totals().all() != ends.size()) {
            throw new Inconsistency(
                    "its log tells " + told + " times of " + ends.size() + " ends, and " + analysis.explainedAnew()
                            + " times of " + analysis.totals().all() + " were read again");
        }
    }
}
