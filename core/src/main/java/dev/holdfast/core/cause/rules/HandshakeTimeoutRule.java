package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one deadline from the TCP accept to the 101. Look-alikes inside: a client that never finished its
/// request, and a finished request that waited for what judges its credential; the second is no client's
/// doing.
final class HandshakeTimeoutRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.HandshakeTimedOut timedOut = facts.decided(Decision.HandshakeTimedOut.class);
        if (timedOut == null) {
            return null;
        }
        String limit = Phrases.time(timedOut.limit());
        Duration complete = facts.timeline().when(Fact.HandshakeReceived.class).orElse(null);
        if (complete != null) {
            return Finding.likely(
                    Cause.AUTH_BACKEND_DOWN,
                    Initiator.SERVER,
                    "The client's request was complete after " + Phrases.time(complete)
                            + ", but its credential was not judged within " + limit + ".",
                    List.of(
                            "a complete request came after " + Phrases.time(complete),
                            "authentication had not answered when " + limit + " were over"));
        }
        return Finding.proven(
                        Cause.HANDSHAKE_TIMEOUT,
                        Initiator.SERVER,
                        "The client did not finish its opening handshake within " + limit + ".",
                        List.of(
                                Phrases.count(timedOut.bytesReceived(), "byte") + " of a request came in " + limit,
                                "the deadline counts from the TCP connection, not from the last byte"))
                .unlessWeStoodStill(facts.ownStallWithin(facts.endingAt()));
    }
}
