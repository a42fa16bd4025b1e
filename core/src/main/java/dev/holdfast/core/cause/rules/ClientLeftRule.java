package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.ClientReport;
import dev.holdfast.core.evidence.Fact;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The client began the closing handshake without a complaint. Proven that it did; not that its user meant
/// it: a browser sends 1001 for a closed tab, a reload and a crashed renderer alike, and a reset after that
/// is normal (measured).
///
/// The look-alike inside: a box that takes frames apart (a CDN, a WAF, an API gateway) may close in the client's
/// place, for its own time limit or restart, with 1000, 1001 or no code, and may say why in the reason, where a
/// browser says nothing. So where boxes left headers an ordinary code is LIKELY the client's; PROVEN where the
/// client announced it by `bye`, reports it, or used a code of applications.
final class ClientLeftRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        CloseFrame frame = facts.closedByPeer();
        if (frame == null) {
            return null;
        }
        List<String> evidence = new ArrayList<>();
        evidence.add("the client sent " + Phrases.frame(frame) + " first");
        facts.timeline()
                .first(Fact.ByeReceived.class)
                .ifPresent(bye -> evidence.add("it announced the close with `bye`"
                        + (bye.reason().isEmpty() ? "" : ": \"" + bye.reason() + "\"")));
        evidence.add("open for " + Phrases.time(facts.openFor()));
        List<String> hops = facts.handshake().map(Fact.HandshakeReceived::hops).orElse(List.of());
        if (frame.reportedCode() != 1001 || frame.reason().isEmpty()) {
            if (hops.isEmpty() || itsOwn(facts, frame)) {
                return Finding.proven(Cause.CLIENT_LEFT, Initiator.CLIENT, summary(frame), evidence)
                        .asExpected();
            }
            evidence.add("boxes in between, which most often pass frames on as they are: " + String.join(", ", hops));
            return Finding.likely(Cause.CLIENT_LEFT, Initiator.CLIENT, summary(frame), evidence)
                    .asExpected();
        }
        evidence.add("a browser sends 1001 without a reason, so a program wrote this one");
        if (hops.isEmpty()) {
            return Finding.likely(Cause.CLIENT_LEFT, Initiator.CLIENT, summary(frame), evidence)
                    .asExpected();
        }
        evidence.add("boxes in between that could have written it: " + String.join(", ", hops));
        return new Finding(
                Cause.CLIENT_LEFT,
                Confidence.POSSIBLE,
                Initiator.UNKNOWN,
                false,
                "The client, or a box between it and us, went away and said why: \"" + frame.reason() + "\".",
                evidence,
                "If the reason speaks of a proxy or its restart, look there; otherwise there is nothing to do.");
    }

    /// Whether the frame is shown to be the client's, whatever stands between.
    private static boolean itsOwn(Case facts, CloseFrame frame) {
        ClientReport report = facts.report();
        return frame.reportedCode() >= 3000
                || facts.timeline().has(Fact.ByeReceived.class)
                || (report != null
                        && (report.endedBy() == ClientReport.EndedBy.APPLICATION
                                || report.endedBy() == ClientReport.EndedBy.PAGE));
    }

    private static String summary(CloseFrame frame) {
        return switch (frame.reportedCode()) {
            case 1001 -> "The client went away: its page was left, reloaded or closed, or its program ended.";
            case 1000 -> "The client closed the connection in order (1000).";
            case 1005 -> "The client closed the connection without giving a code.";
            default -> "The client closed the connection with its application's code " + frame.reportedCode() + ".";
        };
    }
}
