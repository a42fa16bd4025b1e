package dev.holdfast.doctor.probe.finding;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Explanation;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Something that is wrong, why, and what to do.
///
/// @param check that found it
/// @param id of its cause, or of its [Risk]
/// @param title what its reader meets, in a few words
/// @param cause from the catalogue; absent for a [Risk]
/// @param confidence how sure the cause is; a risk was seen to happen, so `PROVEN`
/// @param initiator who acted first, as an explanation has it; absent for a risk
/// @param evidence what it rests on, at least one clause
/// @param doc the page that explains it, relative to the project's root
public record Finding(
        String check,
        Severity severity,
        String id,
        String title,
        @Nullable Cause cause,
        String confidence,
        @Nullable String initiator,
        String summary,
        List<String> evidence,
        String fix,
        String doc) {
    public Finding {
        evidence = List.copyOf(evidence);
    }

    /// As the classifier, or a check that compares attempts, explains it.
    public static Finding of(String check, Severity severity, String title, Explanation why) {
        return new Finding(
                check,
                severity,
                why.cause().id(),
                title,
                why.cause(),
                why.confidence().name(),
                why.initiator().word(),
                why.summary(),
                why.missing().isEmpty()
                        ? why.evidence()
                        : Stream.concat(
                                        why.evidence().stream(),
                                        why.missing().stream().map(each -> "not known: " + each))
                                .toList(),
                why.fix(),
                why.doc());
    }

    public static Finding of(String check, Risk risk, String summary, List<String> evidence) {
        return new Finding(
                check,
                risk.severity(),
                risk.id(),
                risk.title(),
                null,
                "PROVEN",
                null,
                summary,
                evidence,
                risk.fix(),
                "docs/probe.md");
    }

    Finding map(UnaryOperator<String> text) {
        return new Finding(
                check,
                severity,
                id,
                text.apply(title),
                cause,
                confidence,
                initiator,
                text.apply(summary),
                evidence.stream().map(text).toList(),
                text.apply(fix),
                doc);
    }
}
