package dev.holdfast.doctor.probe.report;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.doctor.probe.finding.CheckReport;
import dev.holdfast.doctor.probe.finding.Finding;
import dev.holdfast.doctor.probe.finding.ProbeReport;
import dev.holdfast.doctor.probe.finding.Row;
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.observe.json.SafeJson;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// The report for programs: one line of JSON, of the form that `spec/probe.schema.json` describes and
/// keeps.
public final class ProbeJson {
    /// Grows when something is taken away or changes its meaning, not when something is added.
    static final int VERSION = 1;

    private static final int NANOS = 9;

    private ProbeJson() {}

    public static String of(ProbeReport report) {
        String text = JsonForm.text(json -> write(report, json));
        return new String(SafeJson.utf8(text, 0), StandardCharsets.UTF_8) + "\n";
    }

    private static void write(ProbeReport report, JsonGenerator json) {
        json.writeStartObject();
        json.writeNumberProperty("version", VERSION);
        json.writeStringProperty("url", report.url());
        json.writeStringProperty("started_at", report.startedAt().toString());
        json.writeNumberProperty("duration_seconds", seconds(report.took()));
        json.writeNumberProperty("connections", report.connections());
        json.writeNumberProperty("connection_limit", report.connectionLimit());
        json.writeStringProperty("verdict", report.healthy() ? "healthy" : "findings");
        json.writeArrayPropertyStart("findings");
        report.findings().forEach(finding -> write(finding, json));
        json.writeEndArray();
        json.writeArrayPropertyStart("checks");
        report.checks().forEach(check -> write(check, json));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(Finding finding, JsonGenerator json) {
        Cause cause = finding.cause();
        json.writeStartObject();
        json.writeStringProperty("id", finding.id());
        json.writeStringProperty("check", finding.check());
        json.writeStringProperty("severity", finding.severity().word());
        json.writeStringProperty("title", finding.title());
        optional("cause", cause == null ? null : cause.id(), json);
        json.writeStringProperty("confidence", finding.confidence());
        optional("initiator", finding.initiator(), json);
        json.writeStringProperty("summary", finding.summary());
        json.writeArrayPropertyStart("evidence");
        finding.evidence().forEach(json::writeString);
        json.writeEndArray();
        json.writeStringProperty("fix", finding.fix());
        json.writeStringProperty("doc", finding.doc());
        json.writeEndObject();
    }

    private static void write(CheckReport check, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("name", check.name());
        json.writeStringProperty("title", check.title());
        json.writeStringProperty("status", check.status());
        optional("skipped", check.skipped(), json);
        json.writeNumberProperty("duration_seconds", seconds(check.took()));
        json.writeArrayPropertyStart("rows");
        for (Row row : check.rows()) {
            json.writeStartObject();
            json.writeStringProperty("mark", row.mark().word());
            json.writeStringProperty("what", row.what());
            json.writeStringProperty("how", row.how());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void optional(String name, @Nullable String value, JsonGenerator json) {
        if (value == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, value);
        }
    }

    private static BigDecimal seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), NANOS).setScale(3, RoundingMode.HALF_UP);
    }
}
