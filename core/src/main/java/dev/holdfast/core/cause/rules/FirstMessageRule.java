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

final class FirstMessageRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.FirstMessageTimedOut timedOut = facts.decided(Decision.FirstMessageTimedOut.class);
        return timedOut == null
                ? null
                : Finding.proven(
                        Cause.INIT_HANDSHAKE_TIMEOUT,
                        Initiator.SERVER,
                        "The client connected and did not send its credential within " + Phrases.time(timedOut.limit())
                                + ".",
                        List.of(
                                "no credential in the handshake",
                                "no first message with one within " + Phrases.time(timedOut.limit())));
    }
}
