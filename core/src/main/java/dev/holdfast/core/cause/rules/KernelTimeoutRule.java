package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.TransportEnd;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The kernel gave up on the peer before a heartbeat did. Never more than LIKELY: a peer that lives and keeps
/// its receive window closed for as long ends in the same ETIMEDOUT (measured).
final class KernelTimeoutRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        return facts.lostTransport() instanceof TransportEnd.TimedOut timedOut
                ? Finding.likely(
                        Cause.HALF_OPEN_DEAD_PEER,
                        Initiator.NETWORK,
                        "The kernel gave up on the client after " + Phrases.time(facts.endingAt())
                                + ": its TCP had stopped taking what we sent.",
                        List.of(
                                Phrases.transport(timedOut),
                                "a client that keeps its receive window closed for as long looks the same"))
                : null;
    }
}
