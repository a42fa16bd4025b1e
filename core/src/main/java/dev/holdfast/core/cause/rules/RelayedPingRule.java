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
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Leg;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A ping that passed through a gateway and was not answered, after which its sender ended the connection.
/// The gateway saw that the ping went on and no pong came back, so it is known which side was silent; that
/// the sender ended it for this is LIKELY where it says so or had waited for a while, and POSSIBLE where the
/// ping had only just passed.
///
/// The look-alike: a process that dies while a ping happens to be under way, which had waited for a moment
/// only.
final class RelayedPingRule implements CauseRule {
    private static final Duration A_WHILE = Duration.ofSeconds(1);
    private static final Duration AT_LEAST = Duration.ofMillis(250);

    @Override
    public @Nullable Finding examine(Case facts) {
        for (var entry : facts.timeline().entries()) {
            if (entry.fact() instanceof Fact.PingUnanswered(Leg from, Duration waited)
                    && waited.compareTo(AT_LEAST) >= 0) {
                Finding found = from == Leg.UPSTREAM ? byBackend(facts, waited) : byClient(facts, waited);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static @Nullable Finding byBackend(Case facts, Duration waited) {
        TransportEnd end = facts.lostBackend();
        if (!(end instanceof TransportEnd.PeerFin || end instanceof TransportEnd.PeerReset)) {
            return null; // a close frame says itself what it is for
        }
        return new Finding(
                Cause.HEARTBEAT_MISSED,
                waited.compareTo(A_WHILE) < 0 ? Confidence.POSSIBLE : Confidence.LIKELY,
                Initiator.BACKEND,
                false,
                "The backend ended the connection " + Phrases.time(waited)
                        + " after a ping of its own that the client had not answered.",
                List.of(
                        "upstream: a ping of the backend passed, and no pong came from the client for "
                                + Phrases.time(waited),
                        "upstream: " + Phrases.backendTransport(end) + ", without a close frame"),
                "Look at the client and the way to it: it was there and answered nothing. The backend's own interval (in"
                        + " Node's ws: the timer that calls terminate()) must fit the slowest client.");
    }

    private static @Nullable Finding byClient(Case facts, Duration waited) {
        CloseFrame frame = facts.closedByPeer();
        TransportEnd end = facts.lostTransport();
        boolean says = frame != null && LibraryTimeoutRule.complains(frame);
        boolean lost = end instanceof TransportEnd.PeerFin || end instanceof TransportEnd.PeerReset;
        if (!says && !(lost && waited.compareTo(A_WHILE) >= 0)) {
            return null;
        }
        return new Finding(
                Cause.BACKEND_SILENT,
                Confidence.LIKELY,
                Initiator.CLIENT,
                false,
                "The client gave up: the backend had not answered its ping for " + Phrases.time(waited) + ".",
                List.of(
                        "downstream: a ping of the client passed, and no pong came from the backend " + facts.backend()
                                + " for " + Phrases.time(waited),
                        frame != null
                                ? "downstream: the client sent " + Phrases.frame(frame)
                                : "downstream: " + Phrases.transport(Objects.requireNonNull(end))
                                        + ", without a close frame"),
                Cause.BACKEND_SILENT.fix());
    }
}
