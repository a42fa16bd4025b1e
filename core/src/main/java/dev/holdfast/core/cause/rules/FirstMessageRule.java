package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

final class FirstMessageRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.FirstMessageTimedOut timedOut = facts.decided(Decision.FirstMessageTimedOut.class);
        if (timedOut == null) {
            return null;
        }
        String limit = Phrases.time(timedOut.limit());
        Set<Carrier> carriers =
                facts.handshake().map(Fact.HandshakeReceived::carriers).orElse(Set.of());
        Finding finding = Finding.proven(
                        Cause.INIT_HANDSHAKE_TIMEOUT,
                        Initiator.SERVER,
                        "The client connected and did not send its credential within " + limit + ".",
                        List.of(
                                carriers.isEmpty()
                                        ? "no credential in the handshake"
                                        : "a credential came by a carrier that is not accepted here: "
                                                + Carrier.words(carriers),
                                "no first message with one within " + limit))
                .unlessWeStoodStill(facts.ownStallWithin(timedOut.limit()));
        return carriers.isEmpty() ? finding : finding.withFix(Cause.AUTH_MODE_MISMATCH.fix());
    }
}
