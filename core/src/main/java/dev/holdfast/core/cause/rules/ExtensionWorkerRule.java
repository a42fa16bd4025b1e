package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.Fact;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Chrome stops an extension's service worker 30 s after its last event, and its connection with it. Messages
/// are events, pings are not: so it is the last message that counts, and a worker that was quiet for longer
/// would have been stopped before.
final class ExtensionWorkerRule implements CauseRule {
    private static final String ORIGIN = "chrome-extension://";
    private static final Duration SOONEST = Duration.ofSeconds(28);
    private static final Duration LATEST = Duration.ofSeconds(35);

    @Override
    public @Nullable Finding examine(Case facts) {
        String origin = facts.handshake().map(Fact.HandshakeReceived::origin).orElse(null);
        if (origin == null || !origin.startsWith(ORIGIN) || !facts.upgraded() || !leftWithoutWords(facts)) {
            return null;
        }
        Duration quiet = facts.timeline()
                .last(Fact.LastMessage.class)
                .map(Fact.LastMessage::ago)
                .orElse(facts.openFor());
        return quiet.compareTo(SOONEST) < 0 || quiet.compareTo(LATEST) > 0
                ? null
                : Finding.likely(
                        Cause.EXTENSION_WORKER_IDLE,
                        Initiator.CLIENT,
                        "A browser extension's connection ended " + Phrases.time(quiet)
                                + " after its last message, when Chrome stops an idle service worker.",
                        List.of(
                                "Origin: " + origin,
                                "the last message came or went " + Phrases.time(quiet) + " before the end"));
    }

    private static boolean leftWithoutWords(Case facts) {
        CloseFrame frame = facts.closedByPeer();
        return frame != null
                ? frame.reportedCode() == 1001 && frame.reason().isEmpty()
                : facts.lostTransport() instanceof TransportEnd.PeerFin;
    }
}
