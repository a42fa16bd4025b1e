package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.TransportEnd;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The transport ended before we had answered the handshake: whatever follows, the client (or what speaks for it) did
/// not
/// wait for the answer. An end after the 101 is never this rule's.
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
        List<String> evidence = new ArrayList<>();
        evidence.add(Phrases.transport(end) + " after "
                + Phrases.time(facts.timeline().duration()));
        evidence.add(
                facts.handshake().isPresent()
                        ? "a complete request had come and was not answered yet"
                        : "only a part of a request had come");
        return Finding.proven(
                Cause.HANDSHAKE_ABANDONED,
                Initiator.CLIENT,
                "The client ended the connection before its opening handshake was answered.",
                evidence);
    }
}
