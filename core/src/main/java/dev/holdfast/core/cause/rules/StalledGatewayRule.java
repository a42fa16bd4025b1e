package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.NodeHealth;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A backend that complains of a pong it did not get, while the gateway between it and the client stood still: its ping
/// waited unread here, and nobody behind it is to blame. Of a client that gives up so, [StalledServerRule] tells.
final class StalledGatewayRule implements CauseRule {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(5);

    @Override
    public @Nullable Finding examine(Case facts) {
        NodeHealth health = facts.nodeTrouble();
        CloseFrame frame = facts.closedByBackend();
        if (health == null
                || frame == null
                || !LibraryTimeoutRule.complains(frame)
                || health.stall().compareTo(LEAST) < 0) {
            return null;
        }
        return new Finding(
                Cause.SERVER_EVENT_LOOP_BLOCKED,
                health.stall().compareTo(LONG) >= 0 ? Confidence.LIKELY : Confidence.POSSIBLE,
                Initiator.SERVER,
                false,
                "The backend gave up while this gateway stood still for " + Phrases.time(health.stall()) + ".",
                List.of(
                        "an event loop of ours stood still for " + Phrases.time(health.stall()) + ", until "
                                + Phrases.time(health.sinceStall()) + " before the end",
                        "upstream: the backend " + facts.backend() + " sent " + Phrases.frame(frame)),
                Cause.SERVER_EVENT_LOOP_BLOCKED.fix());
    }
}
