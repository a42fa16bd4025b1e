package dev.holdfast.doctor.analyze.report;

import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.doctor.analyze.result.Analysis;
import dev.holdfast.doctor.analyze.result.Story;
import dev.holdfast.observe.json.EventJson;
import dev.holdfast.observe.json.IncidentFields;
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.observe.json.SafeJson;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// The analysis as one JSON object, of which `spec/analyze.schema.json` says what is in it.
public final class JsonReport {
    private JsonReport() {}

    public static String of(Analysis analysis) {
        return new String(SafeJson.utf8(JsonForm.text(json -> write(json, analysis)), 0), StandardCharsets.UTF_8);
    }

    private static void write(JsonGenerator json, Analysis analysis) {
        json.writeStartObject();
        json.writeNumberProperty("version", 1);
        instant(json, "from", analysis.from());
        instant(json, "to", analysis.to());
        sources(json, analysis.sources());
        totals(json, analysis.totals());
        lives(json, analysis.lives());
        counts(json, "close_codes", analysis.codes());
        counts(json, "refused_with", analysis.statuses());
        causes(json, analysis.causes());
        json.writeArrayPropertyStart("incidents");
        analysis.incidents().forEach(each -> {
            json.writeStartObject();
            EventJson.fields(json, IncidentFields.of(each));
            json.writeEndObject();
        });
        json.writeEndArray();
        json.writeNumberProperty("incidents_left_out", analysis.incidentsLeft());
        bars(json, "silence_of_lost", analysis.silences());
        bars(json, "age_of_lost", analysis.ages());
        course(json, analysis.course());
        trend(json, analysis.trend());
        list(json, "changes", analysis.changes(), each -> {
            instant(json, "at", each.at());
            json.writeStringProperty("what", each.what());
        });
        json.writeNumberProperty("explained_anew", analysis.explainedAnew());
        list(json, "differences", analysis.differences(), each -> {
            json.writeNumberProperty("count", each.count());
            json.writeStringProperty("recorded_cause", each.recorded());
            json.writeStringProperty("recorded_confidence", each.recordedConfidence());
            json.writeStringProperty("cause", each.now().id());
            json.writeStringProperty("confidence", each.confidence().name());
            json.writeStringProperty("example", each.example());
        });
        list(json, "notices", analysis.notices(), each -> {
            json.writeStringProperty("event", each.event());
            json.writeStringProperty("level", each.level());
            json.writeNumberProperty("count", each.count());
            instant(json, "first", each.first());
            instant(json, "last", each.last());
            json.writeStringProperty("message", each.message());
        });
        often(json, "troubled_clients", analysis.troubledClients());
        often(json, "paths", analysis.paths());
        Story story = analysis.story();
        if (story != null) {
            json.writeName("connection");
            story(json, story);
        }
        json.writeEndObject();
    }

    private static void sources(JsonGenerator json, List<Analysis.Source> sources) {
        list(json, "sources", sources, each -> {
            json.writeStringProperty("name", each.name());
            json.writeStringProperty("format", each.format());
            json.writeNumberProperty("bytes", each.bytes());
            json.writeNumberProperty("lines", each.lines());
            json.writeNumberProperty("not_read", each.flawed());
            list(json, "first_not_read", each.flaws(), flaw -> {
                json.writeNumberProperty("line", flaw.line());
                json.writeStringProperty("why", flaw.what());
            });
        });
    }

    private static void totals(JsonGenerator json, Analysis.Totals totals) {
        json.writeObjectPropertyStart("totals");
        json.writeNumberProperty("opened", totals.opened());
        json.writeNumberProperty("ended", totals.ended());
        json.writeNumberProperty("refused", totals.rejected());
        json.writeNumberProperty("unexpected_ends", totals.unexpectedEnds());
        json.writeNumberProperty("unexpected_refusals", totals.unexpectedRejections());
        if (totals.stillOpen() >= 0) {
            json.writeNumberProperty("still_open", totals.stillOpen());
        } else {
            json.writeNullProperty("still_open");
        }
        json.writeEndObject();
    }

    private static void lives(JsonGenerator json, Analysis.Lives lives) {
        json.writeObjectPropertyStart("durations");
        json.writeNumberProperty("count", lives.count());
        seconds(json, "p50", lives.p50());
        seconds(json, "p90", lives.p90());
        seconds(json, "p99", lives.p99());
        seconds(json, "longest", lives.longest());
        json.writeNumberProperty("over_a_minute", share(lives.overAMinute()));
        json.writeEndObject();
    }

    private static void causes(JsonGenerator json, List<Analysis.CauseShare> causes) {
        list(json, "causes", causes, each -> {
            json.writeStringProperty("cause", each.cause().id());
            json.writeNumberProperty("count", each.count());
            json.writeNumberProperty("expected", each.expected());
            json.writeObjectPropertyStart("confidence");
            each.byConfidence().forEach((sure, count) -> json.writeNumberProperty(sure.name(), count));
            json.writeEndObject();
            json.writeStringProperty("doc", each.cause().doc());
            EndRecord example = each.example();
            if (example != null) {
                json.writeName("example");
                EventJson.brief(json, example);
            }
        });
    }

    private static void bars(JsonGenerator json, String name, List<Analysis.Bar> bars) {
        list(json, name, bars, each -> {
            seconds(json, "from", each.from());
            seconds(json, "to", each.to());
            json.writeNumberProperty("count", each.count());
        });
    }

    private static void course(JsonGenerator json, Analysis.Course course) {
        json.writeObjectPropertyStart("course");
        instant(json, "start", course.start());
        seconds(json, "step", course.step());
        numbers(json, "opened", course.opened());
        numbers(json, "ended", course.ended());
        numbers(json, "refused", course.rejected());
        numbers(json, "unexpected", course.unexpected());
        json.writeEndObject();
    }

    private static void trend(JsonGenerator json, Analysis.@Nullable Trend trend) {
        if (trend == null) {
            json.writeNullProperty("trend");
            return;
        }
        json.writeObjectPropertyStart("trend");
        json.writeStringProperty("before", trend.before());
        seconds(json, "before", trend.spanBefore());
        json.writeStringProperty("now", trend.now());
        seconds(json, "now", trend.spanNow());
        list(json, "rows", trend.rows(), each -> {
            json.writeStringProperty("what", each.what());
            json.writeNumberProperty("before", each.countBefore());
            json.writeNumberProperty("now", each.countNow());
            json.writeNumberProperty("before_an_hour", share(each.perHourBefore()));
            json.writeNumberProperty("now_an_hour", share(each.perHourNow()));
        });
        json.writeEndObject();
    }

    private static void often(JsonGenerator json, String name, List<Analysis.Often> often) {
        list(json, name, often, each -> {
            json.writeStringProperty("name", each.what());
            json.writeNumberProperty("at_most", each.atMost());
            json.writeNumberProperty("at_least", each.atMost() - each.error());
        });
    }

    private static void story(JsonGenerator json, Story story) {
        json.writeStartObject();
        json.writeStringProperty("wanted", story.wanted());
        json.writeBooleanProperty("found", story.found());
        instant(json, "opened_at", story.openedAt());
        EndRecord end = story.end();
        if (end != null) {
            json.writeName("end");
            EventJson.ended(json, end);
        }
        json.writeStringProperty("recorded", story.recorded());
        list(json, "lines", story.lines(), each -> {
            instant(json, "at", each.at());
            json.writeStringProperty("level", each.level());
            json.writeStringProperty("message", each.message());
        });
        json.writeEndObject();
    }

    private static <T> void list(JsonGenerator json, String name, List<T> values, Consumer<T> fields) {
        json.writeArrayPropertyStart(name);
        for (T value : values) {
            json.writeStartObject();
            fields.accept(value);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void counts(JsonGenerator json, String name, Map<Integer, Long> counts) {
        json.writeObjectPropertyStart(name);
        counts.forEach((number, count) -> json.writeNumberProperty(String.valueOf(number), count));
        json.writeEndObject();
    }

    private static void numbers(JsonGenerator json, String name, long[] numbers) {
        json.writeArrayPropertyStart(name);
        for (long number : numbers) {
            json.writeNumber(number);
        }
        json.writeEndArray();
    }

    private static void instant(JsonGenerator json, String name, @Nullable Instant at) {
        json.writeStringProperty(name, at == null ? null : at.toString());
    }

    private static void seconds(JsonGenerator json, String name, Duration duration) {
        json.writeNumberProperty(name + "_seconds", BigDecimal.valueOf(duration.toMillis(), 3));
    }

    private static BigDecimal share(double number) {
        return BigDecimal.valueOf(number).setScale(4, RoundingMode.HALF_UP);
    }
}
