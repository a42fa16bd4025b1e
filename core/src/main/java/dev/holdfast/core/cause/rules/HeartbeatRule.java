package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.TcpSample;
import dev.holdfast.core.evidence.Decision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A peer that fell silent. What TCP says separates the look-alikes: while it acknowledges, the path lives and a
/// program
/// behind it does not answer (which program, an acknowledgement can't say: a proxy acknowledges for a dead client);
/// when
/// it acknowledges nothing any more, the path is dead.
final class HeartbeatRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.HeartbeatMissed missed = facts.decided(Decision.HeartbeatMissed.class);
        if (missed == null) {
            return null;
        }
        List<String> evidence = new ArrayList<>();
        evidence.add((missed.application() ? "application ping" : "ping") + " unanswered for "
                + Phrases.time(missed.waited()));
        evidence.add("nothing received for " + Phrases.time(missed.silence()));
        TcpSample sample = missed.sample();
        if (sample != null) {
            evidence.add("TCP: last acknowledgement " + Phrases.time(sample.lastAckReceived()) + " ago, "
                    + sample.unacknowledged() + " unacknowledged, " + sample.retransmits() + " retransmits, "
                    + sample.probes() + " probes");
        }
        return switch (missed.path()) {
            case ACKNOWLEDGING, ZERO_WINDOW ->
                new Finding(
                        Cause.CLIENT_EVENT_LOOP_BLOCKED,
                        Confidence.LIKELY,
                        Initiator.CLIENT,
                        false,
                        "The client stopped answering while TCP to it still acknowledged what we sent.",
                        evidence,
                        Cause.CLIENT_EVENT_LOOP_BLOCKED.fix());
            case NOT_ACKNOWLEDGING ->
                Finding.proven(
                        Cause.HALF_OPEN_DEAD_PEER,
                        Initiator.NETWORK,
                        "The path to the client died: what we sent was not acknowledged any more.",
                        evidence);
            case UNKNOWN ->
                Finding.proven(
                        Cause.HEARTBEAT_MISSED,
                        Initiator.UNKNOWN,
                        "The client did not answer a heartbeat, and TCP does not tell whether it or the path is dead.",
                        evidence);
        };
    }
}
