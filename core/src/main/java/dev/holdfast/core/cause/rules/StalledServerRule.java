package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.NodeHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A client that gave up while this server stood still. Its pings had come in time and waited unread. What
/// tells it from a client's own trouble is our loop's lag: a client that complains of a missing pong while we
/// were on time is [LibraryTimeoutRule]'s.
///
/// A client that says nothing must have gone in the stall or right after it, and only a long one makes
/// clients go.
final class StalledServerRule implements CauseRule {
    private static final Duration EXPLAINS_A_COMPLAINT = Duration.ofSeconds(1);
    private static final Duration EXPLAINS_A_LOSS = Duration.ofSeconds(5);
    private static final Duration RIGHT_AFTER = Duration.ofSeconds(2);

    @Override
    public @Nullable Finding examine(Case facts) {
        NodeHealth health = facts.nodeTrouble();
        if (health == null) {
            return null;
        }
        CloseFrame frame = facts.closedByPeer();
        if (frame != null) {
            return LibraryTimeoutRule.complains(frame) && atLeast(health, EXPLAINS_A_COMPLAINT)
                    ? found(health, "the client sent " + Phrases.frame(frame))
                    : null;
        }
        TransportEnd end = facts.lostTransport();
        boolean left = end instanceof TransportEnd.PeerFin || end instanceof TransportEnd.PeerReset;
        return end != null
                        && left
                        && atLeast(health, EXPLAINS_A_LOSS)
                        && health.sinceStall().compareTo(RIGHT_AFTER) <= 0
                ? found(health, Phrases.transport(end) + ", without a close frame")
                : null;
    }

    private static boolean atLeast(NodeHealth health, Duration stall) {
        return health.stall().compareTo(stall) >= 0;
    }

    private static Finding found(NodeHealth health, String left) {
        List<String> evidence = new ArrayList<>();
        evidence.add("an event loop of ours stood still for " + Phrases.time(health.stall()) + ", until "
                + Phrases.time(health.sinceStall()) + " before the end");
        if (health.pause().compareTo(health.stall().dividedBy(2)) >= 0) {
            evidence.add("nothing of the process ran for " + Phrases.time(health.pause())
                    + ": garbage collection, a suspended machine or an exhausted CPU quota");
        }
        evidence.add(left);
        return new Finding(
                Cause.SERVER_EVENT_LOOP_BLOCKED,
                atLeast(health, EXPLAINS_A_LOSS) ? Confidence.LIKELY : Confidence.POSSIBLE,
                Initiator.SERVER,
                false,
                "The client gave up while this server stood still for " + Phrases.time(health.stall()) + ".",
                evidence,
                Cause.SERVER_EVENT_LOOP_BLOCKED.fix());
    }
}
