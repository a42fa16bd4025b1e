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
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.PathEvidence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// More waited for a peer than the limit allows, or it took nothing for too long. That is sure; why is told
/// by its TCP: one that still acknowledges has a program that does not take it, one that acknowledges nothing
/// has no path to it.
///
/// No more than LIKELY where TCP does not tell, where a box in between acknowledges for whoever is behind it,
/// and where we stood still ourselves just before, after which much is sent at once.
final class SlowConsumerRule implements CauseRule {
    private static final Duration JUST_BEFORE = Duration.ofSeconds(1);

    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.OutboundOverflow overflow = facts.decided(Decision.OutboundOverflow.class);
        if (overflow == null) {
            return null;
        }
        List<String> evidence = new ArrayList<>();
        evidence.add(overflow.queuedBytes() + " bytes queued, limit " + overflow.limitBytes());
        evidence.add("behind for " + Phrases.time(overflow.blocked()));
        TcpSample sample = overflow.sample();
        if (sample != null) {
            evidence.add(Phrases.tcp(sample));
        }
        if (sample != null && PathEvidence.of(overflow.blocked(), sample) == PathEvidence.NOT_ACKNOWLEDGING) {
            return Finding.likely(
                    Cause.HALF_OPEN_DEAD_PEER,
                    Initiator.NETWORK,
                    "What was sent to the client was not taken, and TCP to it had acknowledged nothing for "
                            + Phrases.time(sample.lastAckReceived())
                            + ": the path is dead, or the client's machine is gone or asleep.",
                    evidence);
        }
        return new Finding(
                        Cause.SLOW_CONSUMER,
                        acknowledged(overflow, sample) && direct(facts, evidence)
                                ? Confidence.PROVEN
                                : Confidence.LIKELY,
                        Initiator.SERVER,
                        false,
                        "The client did not take what was sent to it: " + overflow.queuedBytes()
                                + " bytes were waiting, and it had been behind for " + Phrases.time(overflow.blocked())
                                + ".",
                        evidence,
                        Cause.SLOW_CONSUMER.fix())
                .unlessWeStoodStill(facts.ownStallWithin(overflow.blocked().plus(JUST_BEFORE)));
    }

    /// Whether its TCP still acknowledged.
    private static boolean acknowledged(Decision.OutboundOverflow overflow, @Nullable TcpSample sample) {
        return sample != null
                && (PathEvidence.of(overflow.blocked(), sample) != PathEvidence.UNKNOWN
                        // Too soon to miss anything.
                        || (sample.retransmits() == 0
                                && sample.lastAckReceived()
                                                .compareTo(sample.retransmissionTimeout()
                                                        .multipliedBy(2))
                                        <= 0));
    }

    private static boolean direct(Case facts, List<String> evidence) {
        List<String> hops = facts.handshake().map(Fact.HandshakeReceived::hops).orElse(List.of());
        if (!hops.isEmpty()) {
            evidence.add("boxes in between acknowledge for the client: " + String.join(", ", hops));
        }
        return hops.isEmpty();
    }
}
