package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Leg;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A backend that began the closing handshake. That it did is proven; what its code and reason say is its
/// word, so what rests on them alone is LIKELY.
final class BackendClosedRule implements CauseRule {
    /// For a handler that returns; a busy machine takes its time for that, too.
    private static final Duration AT_ONCE = Duration.ofMillis(200);

    private static final Pattern IDLE = Pattern.compile("(?i)\\b(idle|inactiv\\w*|no activity)\\b");

    @Override
    public @Nullable Finding examine(Case facts) {
        CloseFrame frame = facts.closedByBackend();
        if (frame == null) {
            return null;
        }
        List<String> evidence = new ArrayList<>();
        evidence.add("upstream: the backend " + facts.backend() + " sent " + Phrases.frame(frame) + " first");
        evidence.add("open for " + Phrases.time(facts.openUntilTheEnd()));
        facts.totals()
                .map(Fact.Totals::counters)
                .ifPresent(counters -> evidence.add(Phrases.count(counters.messagesReceived(), "message")
                        + " from the client, " + counters.messagesSent() + " from the backend"));
        if (IDLE.matcher(frame.reason()).find()) {
            return likely(
                            Cause.SERVER_IDLE_POLICY,
                            "The backend closed the connection because it was idle, as it says itself: \""
                                    + frame.reason() + "\".",
                            evidence)
                    .asExpected();
        }
        CloseCode code = frame.code();
        return switch (code == null ? 1005 : code.value()) {
            case 1000, 1005 -> closed(facts, frame, evidence);
            case 1001, 1012 -> leaving(frame, evidence);
            case 1002 -> violation(frame, evidence);
            case 1003 ->
                likely(
                        Cause.UNSUPPORTED_DATA,
                        "The backend closed the connection because of a kind of data that it does not take (1003).",
                        evidence);
            case 1007 ->
                likely(
                        Cause.INVALID_UTF8,
                        "The backend closed the connection because a text message was not valid UTF-8 (1007).",
                        evidence);
            case 1009 ->
                likely(
                                Cause.MESSAGE_TOO_BIG,
                                "The backend closed the connection because a message was too big for it (1009).",
                                evidence)
                        .withFix("Send it in parts, or raise the backend's limit (uvicorn: --ws-max-size, Node's ws: "
                                + "maxPayload); never send the same message again.");
            case 1011 -> internal(facts, frame, evidence);
            default -> closed(facts, frame, evidence);
        };
    }

    private static Finding closed(Case facts, CloseFrame frame, List<String> evidence) {
        boolean ordinary = frame.reportedCode() == 1000 || frame.reportedCode() == 1005;
        boolean meant = ordinary || frame.reportedCode() >= 3000;
        Finding found = Finding.proven(
                Cause.APPLICATION_CLOSED,
                Initiator.BACKEND,
                "The backend closed the connection with " + Phrases.codeAndReason(frame) + ".",
                evidence);
        boolean early = ordinary
                && facts.totals()
                        .map(totals -> totals.counters().messagesReceived() == 0
                                && totals.counters().messagesSent() == 0)
                        .orElse(false)
                && facts.openUntilTheEnd().compareTo(AT_ONCE) < 0;
        if (early) {
            return Finding.likely(
                            Cause.SERVER_LOOP_EXITS_EARLY,
                            Initiator.BACKEND,
                            "The backend closed the connection " + Phrases.time(facts.openUntilTheEnd())
                                    + " after it had opened, before a single message.",
                            evidence)
                    .withFix("Look at the backend's handler: it returns, or a check in it ends, right after accept.");
        }
        return meant ? found.asExpected() : found;
    }

    private static Finding leaving(CloseFrame frame, List<String> evidence) {
        return likely(
                        Cause.DEPLOY_OR_DRAIN,
                        "The backend went away and said so: it closed with " + Phrases.codeAndReason(frame) + ".",
                        evidence)
                .asExpected();
    }

    private static Finding violation(CloseFrame frame, List<String> evidence) {
        String reason = frame.reason().toLowerCase(Locale.ROOT);
        return reason.contains("reserved bit") || reason.contains("rsv")
                ? likely(
                        Cause.COMPRESSION_FRAME_MISMATCH,
                        "The backend closed the connection because a frame had a reserved bit set (1002).",
                        evidence)
                : likely(
                        Cause.MASKING_OR_FRAMING_ERROR,
                        "The backend closed the connection because a frame broke the protocol (1002).",
                        evidence);
    }

    private static Finding internal(Case facts, CloseFrame frame, List<String> evidence) {
        if (LibraryTimeoutRule.complains(frame)) {
            Fact.PingAnswered answered = facts.timeline()
                    .last(Fact.PingAnswered.class)
                    .filter(ping -> ping.from() == Leg.UPSTREAM)
                    .orElse(null);
            if (answered != null) {
                return standsStill(answered, evidence);
            }
            facts.timeline()
                    .last(Fact.PingUnanswered.class)
                    .filter(ping -> ping.from() == Leg.UPSTREAM)
                    .ifPresent(ping -> evidence.add("upstream: its ping passed, and no pong came from the client for "
                            + Phrases.time(ping.waited())));
            return new Finding(
                    Cause.HEARTBEAT_MISSED,
                    Confidence.LIKELY,
                    Initiator.BACKEND,
                    false,
                    "The backend closed the connection because its own ping was not answered in time, as it says.",
                    evidence,
                    "Look at the client and the way to it; the backend's own interval and timeout (uvicorn: "
                            + "--ws-ping-interval and --ws-ping-timeout, 20 s each) must fit the slowest client.");
        }
        return likely(
                        Cause.HANDLER_EXCEPTION,
                        "The backend closed the connection with 1011, the code of an error in its own program.",
                        evidence)
                .withFix("Look into the backend's log at this moment for the exception.");
    }

    /// It complains of a pong that it was sent: so it did not read it in time.
    private static Finding standsStill(Fact.PingAnswered answered, List<String> evidence) {
        evidence.add(
                "upstream: the client's pong to its newest ping was relayed to it " + Phrases.time(answered.after())
                        + " after the ping, " + Phrases.time(answered.ago()) + " before it closed");
        return Finding.likely(
                        Cause.SERVER_EVENT_LOOP_BLOCKED,
                        Initiator.BACKEND,
                        "The backend closed the connection because its own ping was not answered in time, as it says; but"
                                + " the answer had been sent to it " + Phrases.time(answered.ago())
                                + " before: it stood still and did not read it.",
                        evidence)
                .withFix("Look at what blocks the backend's event loop: work that takes long, or a blocking call, in an"
                        + " asynchronous handler (in Python: move it to a thread, asyncio.to_thread).");
    }

    private static Finding likely(Cause cause, String summary, List<String> evidence) {
        return Finding.likely(cause, Initiator.BACKEND, summary, evidence);
    }
}
