package dev.holdfast.doctor.analyze.report;

import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Timeline;
import dev.holdfast.doctor.analyze.result.Story;
import dev.holdfast.doctor.report.Tone;
import dev.holdfast.observe.json.JsonForm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// The facts and lines of a story in their order, each with its components as words.
final class StoryMoments {
    private StoryMoments() {}

    /// @param what the fact's name, or what kind of line
    record Moment(Instant at, Tone tone, String what, String details) {}

    static List<Moment> of(Story story) {
        List<Moment> moments = new ArrayList<>();
        Instant opened = story.openedAt();
        EndRecord end = story.end();
        if (end != null) {
            facts(end.timeline(), moments);
        } else if (opened != null) {
            moments.add(new Moment(opened, Tone.PLAIN, "opened", ""));
        }
        for (Story.Line line : story.lines()) {
            Tone tone = line.level().equals("INFO") ? Tone.PLAIN : Tone.WORRY;
            moments.add(new Moment(line.at(), tone, "logged", line.message()));
        }
        moments.sort(Comparator.comparing(Moment::at));
        return moments;
    }

    private static void facts(Timeline timeline, List<Moment> moments) {
        JsonNode written = JsonForm.tree(JsonForm.write(timeline)).path("facts");
        for (int i = 0; i < timeline.entries().size(); i++) {
            Timeline.Entry entry = timeline.entries().get(i);
            moments.add(new Moment(
                    timeline.start().plusNanos(entry.atNanos()),
                    tone(entry.fact()),
                    written.path(i).path("fact").asString(""),
                    details(written.path(i))));
        }
    }

    private static Tone tone(Fact fact) {
        return switch (fact) {
            case Decision _ -> Tone.BAD;
            case Fact.Ending _ -> Tone.WORRY;
            case Fact.Afterwards _ -> Tone.STRONG;
            case Fact.Observation _ -> Tone.PLAIN;
        };
    }

    private static String details(JsonNode fact) {
        return fact.properties().stream()
                .filter(each -> !each.getKey().equals("at_ms") && !each.getKey().equals("fact"))
                .filter(each -> !empty(each.getValue()))
                .map(each -> each.getKey().replace('_', ' ') + " " + words(each.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static boolean empty(JsonNode value) {
        return value.isNull()
                || (value.isContainer() && value.isEmpty())
                || value.asString("x").isEmpty();
    }

    private static String words(JsonNode value) {
        if (value.isObject()) {
            return "("
                    + value.properties().stream()
                            .filter(each -> !empty(each.getValue()))
                            .map(each -> each.getKey().replace('_', ' ') + " " + words(each.getValue()))
                            .collect(Collectors.joining(", "))
                    + ")";
        }
        if (value.isArray()) {
            return value.valueStream().map(StoryMoments::words).collect(Collectors.joining(" + "));
        }
        return value.asString("");
    }
}
