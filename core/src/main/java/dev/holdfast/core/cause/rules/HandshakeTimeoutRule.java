package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.evidence.Decision;
import java.util.List;
import org.jspecify.annotations.Nullable;

final class HandshakeTimeoutRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.HandshakeTimedOut timedOut = facts.decided(Decision.HandshakeTimedOut.class);
        if (timedOut == null) {
            return null;
        }
        String limit = Phrases.time(timedOut.limit());
        return Finding.proven(
                Cause.HANDSHAKE_TIMEOUT,
                Initiator.CLIENT,
                "The client did not finish its opening handshake within " + limit + ".",
                List.of(
                        Phrases.count(timedOut.bytesReceived(), "byte") + " of a request came in " + limit,
                        "the deadline counts from the TCP connection, not from the last byte"));
    }
}
