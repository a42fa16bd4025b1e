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
import dev.holdfast.core.evidence.Leg;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A backend that left a gateway's ping unanswered. As with a client, what TCP says tells a program that stands still
/// from a path that is dead.
final class BackendSilentRule implements CauseRule {
    private static final String DEAD_PATH =
            "Look at the backend's machine and at the network to it: addresses that moved, "
                    + "a firewall or NAT that forgets idle connections, a host that is down. Clients that come back get a "
                    + "connection of their own.";

    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.BackendSilent silent = facts.decided(Decision.BackendSilent.class);
        if (silent == null) {
            return null;
        }
        String backend = silent.backend();
        String silence = Phrases.time(silent.silence());
        List<String> evidence = new ArrayList<>();
        evidence.add("the backend is " + backend);
        evidence.add(StandstillRule.ping(facts, Leg.UPSTREAM, "ping to it", silent.waited()));
        evidence.add("nothing received from it for " + silence);
        TcpSample sample = silent.sample();
        if (sample != null) {
            evidence.add("TCP to it: last acknowledgement " + Phrases.time(sample.lastAckReceived()) + " ago, "
                    + sample.unacknowledged() + " unacknowledged, " + sample.retransmits() + " retransmits, "
                    + sample.probes() + " probes");
        }
        return found(silent, backend, silence, evidence).unlessWeStoodStill(facts.ownStallWithin(silent.waited()));
    }

    private static Finding found(Decision.BackendSilent silent, String backend, String silence, List<String> evidence) {
        return switch (silent.path()) {
            case ACKNOWLEDGING ->
                Finding.likely(
                        Cause.BACKEND_SILENT,
                        Initiator.BACKEND,
                        "The backend " + backend + " said nothing for " + silence
                                + " and left a ping unanswered, while TCP to it still acknowledged: its program stands "
                                + "still.",
                        evidence);
            case ZERO_WINDOW ->
                Finding.likely(
                        Cause.BACKEND_SILENT,
                        Initiator.BACKEND,
                        "The backend " + backend + " said nothing for " + silence
                                + " and read nothing either: its receive window was closed while its TCP still "
                                + "answered.",
                        evidence);
            case NOT_ACKNOWLEDGING ->
                new Finding(
                        Cause.HALF_OPEN_DEAD_PEER,
                        Confidence.PROVEN,
                        Initiator.NETWORK,
                        false,
                        "Nothing came from the backend " + backend + " for " + silence
                                + " and TCP to it acknowledged nothing any more: the path to it or its machine is "
                                + "dead.",
                        evidence,
                        DEAD_PATH);
            case UNKNOWN ->
                Finding.proven(
                        Cause.HEARTBEAT_MISSED,
                        Initiator.UNKNOWN,
                        "The backend " + backend + " did not answer a ping within " + Phrases.time(silent.waited())
                                + ", and TCP did not tell whether it or the path was silent.",
                        evidence);
        };
    }
}
