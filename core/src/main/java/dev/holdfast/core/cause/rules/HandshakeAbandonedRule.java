package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.Fact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The transport ended before we had answered the handshake: whatever follows, the client (or what speaks for
/// it) did not wait for the answer. An end after the 101 is never this rule's.
final class HandshakeAbandonedRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        TransportEnd end = facts.lostTransport();
        if (end == null || facts.upgraded()) {
            return null;
        }
        switch (end) {
            case TransportEnd.PeerFin _, TransportEnd.PeerReset _ -> {}
            case TransportEnd.LocalClose _,
                    TransportEnd.LocalAbort _,
                    TransportEnd.TimedOut _,
                    TransportEnd.Failed _ -> {
                return null;
            }
        }
        Duration gone = facts.endingAt();
        Duration complete = facts.timeline().when(Fact.HandshakeReceived.class).orElse(null);
        List<String> evidence = new ArrayList<>();
        evidence.add(Phrases.transport(end) + " after " + Phrases.time(gone));
        evidence.add(
                complete == null
                        ? "no complete request had come"
                        : "a complete request had waited " + Phrases.time(gone.minus(complete)) + " for its answer");
        return new Finding(
                Cause.HANDSHAKE_ABANDONED,
                // A firewall resets as well, and then nobody gave up.
                end instanceof TransportEnd.PeerReset ? Confidence.LIKELY : Confidence.PROVEN,
                Initiator.CLIENT,
                false,
                "The client's side ended TCP after " + Phrases.time(gone)
                        + ", before its opening handshake was answered.",
                evidence,
                Cause.HANDSHAKE_ABANDONED.fix());
    }
}
