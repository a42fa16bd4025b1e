package dev.holdfast.doctor.analyze.report;

import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.doctor.analyze.result.Story;
import dev.holdfast.doctor.report.Table;
import dev.holdfast.doctor.report.Table.Cell;
import dev.holdfast.doctor.report.Tone;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One connection's whole story as tables, the same for a terminal and for a page.
final class StoryTables {
    private final Story story;
    private final ZoneId zone;

    StoryTables(Story story, ZoneId zone) {
        this.story = story;
        this.zone = zone;
    }

    String headline() {
        ConnectionInfo info = story.info();
        if (info == null) {
            return "No connection " + story.wanted() + " was found.";
        }
        EndRecord end = story.end();
        return "Connection " + info.connectionId() + ": "
                + (end == null
                        ? "still open at the end of the log."
                        : end.explanation().summary());
    }

    /// Who it is; empty where nothing was found.
    Table about() {
        Table table = new Table("", "");
        ConnectionInfo info = story.info();
        EndRecord end = story.end();
        if (info == null) {
            return table;
        }
        row(table, "from", info.remoteAddress());
        row(table, "user", info.userId() == null ? null : info.userId() + " (" + info.authMethod() + ")");
        row(table, "path", info.path());
        row(table, "subprotocol", info.subprotocol());
        row(table, "origin", info.origin());
        row(table, "program", info.userAgent());
        row(table, "attempt", info.attempt());
        row(table, "accepted", Words.exact(info.acceptedAt(), zone) + " (" + zone + ")");
        if (end != null) {
            row(table, "lasted", Words.time(end.duration()));
        }
        return table;
    }

    private static void row(Table table, String name, @Nullable String value) {
        if (value != null) {
            table.row(new Cell(Tone.QUIET, name), Cell.of(value));
        }
    }

    Table moments() {
        Table table = new Table("after", "what", "");
        for (StoryMoments.Moment each : StoryMoments.of(story)) {
            table.row(
                    new Cell(Tone.QUIET, Sections.right(since(each.at()), 10)),
                    new Cell(each.tone(), each.what()),
                    Cell.of(each.details()));
        }
        return table;
    }

    private String since(Instant at) {
        ConnectionInfo info = story.info();
        Instant start = info == null ? at : info.acceptedAt();
        double seconds = Duration.between(start, at).toNanos() / 1e9;
        return String.format(Locale.ROOT, "%.3f s", seconds);
    }

    /// Why it ended; empty where it has not.
    Table why() {
        Table table = new Table("", "");
        EndRecord end = story.end();
        if (end == null) {
            return table;
        }
        Explanation why = end.explanation();
        row(
                table,
                "cause",
                why.cause().id()
                        + (why.confidence() == Confidence.NONE
                                ? ""
                                : ", " + why.confidence().name().toLowerCase(Locale.ROOT))
                        + ", by the " + why.initiator().word() + ", " + (why.expected() ? "expected" : "unexpected"));
        why.evidence()
                .forEach(clause -> row(table, clause.equals(why.evidence().getFirst()) ? "evidence" : "", clause));
        why.missing().forEach(fact -> row(table, fact.equals(why.missing().getFirst()) ? "missing" : "", fact));
        row(table, "what to do", why.fix());
        row(table, "more", why.doc());
        row(table, "in the log", story.recorded());
        return table;
    }
}
