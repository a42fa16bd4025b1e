package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.TcpSample;
import dev.holdfast.core.evidence.Decision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A peer that fell silent. What TCP says separates the look-alikes: while it acknowledges, the path lives and a
/// program behind it does not answer (which program, an acknowledgement can't say: a proxy acknowledges for a dead
/// client); when it acknowledges nothing any more, the path is dead.
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
        String silence = Phrases.time(missed.silence());
        return switch (missed.path()) {
            case ACKNOWLEDGING ->
                Finding.likely(
                        Cause.CLIENT_EVENT_LOOP_BLOCKED,
                        Initiator.CLIENT,
                        "The client said nothing for " + silence + " while TCP to it still acknowledged what we sent.",
                        evidence);
            case ZERO_WINDOW ->
                Finding.likely(
                        Cause.CLIENT_EVENT_LOOP_BLOCKED,
                        Initiator.CLIENT,
                        "The client said nothing for " + silence + " and read nothing either: its receive window was "
                                + "closed while its TCP still answered.",
                        evidence);
            case NOT_ACKNOWLEDGING ->
                Finding.proven(
                        Cause.HALF_OPEN_DEAD_PEER,
                        Initiator.NETWORK,
                        "Nothing came from the client for " + silence + " and TCP to it acknowledged nothing any more: "
                                + "the path or the client's machine is dead.",
                        evidence);
            case UNKNOWN ->
                Finding.proven(
                        Cause.HEARTBEAT_MISSED,
                        Initiator.UNKNOWN,
                        "The client did not answer a heartbeat within " + Phrases.time(missed.waited())
                                + ", and TCP did not tell whether it or the path was silent.",
                        evidence);
        };
    }
}
