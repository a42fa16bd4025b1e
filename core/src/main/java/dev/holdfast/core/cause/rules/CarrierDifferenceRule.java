package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.evidence.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A backend that refused a credential in one place of the handshake and let another attempt in with it in
/// another. LIKELY where it was the same credential; where only the program and its address were the same, it
/// may have been another one, so POSSIBLE.
final class CarrierDifferenceRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Fact.OtherCarrierAccepted other =
                facts.timeline().last(Fact.OtherCarrierAccepted.class).orElse(null);
        Fact.UpstreamRefused refused = facts.refusedByBackend();
        CloseFrame frame = facts.closedByBackend();
        if (other == null || (refused == null && frame == null)) {
            return null;
        }
        Set<Carrier> own =
                facts.handshake().map(Fact.HandshakeReceived::carriers).orElse(Set.of());
        String here = Carrier.wordsAtGateway(own);
        String there = Carrier.wordsAtGateway(other.carriers());
        List<String> evidence = new ArrayList<>();
        evidence.add("the backend " + facts.backend()
                + (refused != null ? " answered " + refused.status() : " sent " + Phrases.frame(frame(frame)))
                + " to a credential that came by: " + here);
        boolean before = other.after().isNegative();
        evidence.add("connection " + other.connection() + " opened "
                + Phrases.time(other.after().abs()) + (before ? " before" : " after") + " that, on the same path, and"
                + " stayed: its credential came by: " + there);
        evidence.add(
                other.sameCredential()
                        ? "it was the same credential"
                        : "it was the same program at the same address, and another credential");
        return new Finding(
                Cause.AUTH_MODE_MISMATCH,
                other.sameCredential() ? Confidence.LIKELY : Confidence.POSSIBLE,
                Initiator.BACKEND,
                false,
                "The backend does not look for a credential where this client put it (" + here
                        + "): it let one in that came by " + there + ".",
                evidence,
                "Send the credential by " + there + ", or have the backend read it from " + here
                        + ", too. A browser can set"
                        + " no header on a WebSocket: there a cookie, the query or a subprotocol entry has to do.");
    }

    private static CloseFrame frame(@Nullable CloseFrame frame) {
        return frame == null ? CloseFrame.EMPTY : frame;
    }
}
