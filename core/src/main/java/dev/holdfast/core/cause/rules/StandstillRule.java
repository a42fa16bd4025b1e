package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Leg;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One side of a gateway did not take what the other sent, and the other ended the connection. That bytes
/// waited is proven; that they were the reason is LIKELY, where the one who ended it says nothing else.
///
/// Pings wait behind such bytes, too, so a sender that misses its pong has met the same standstill.
final class StandstillRule implements CauseRule {
    /// A busy receiver is behind for a moment now and then.
    private static final Duration AT_LEAST = Duration.ofSeconds(1);

    private static final Pattern SAYS_SLOW = Pattern.compile(
            "(?i)\\b(slow|buffer\\w*|back-?pressure|overflow\\w*|queue|too far behind|not reading|write time(d)?-?out)\\b");

    @Override
    public @Nullable Finding examine(Case facts) {
        for (var entry : facts.timeline().entries()) {
            if (entry.fact() instanceof Fact.StoodStill still && still.blocked().compareTo(AT_LEAST) >= 0) {
                boolean client = still.towards() == Leg.DOWNSTREAM;
                String how = client
                        ? how(facts.closedByBackend(), facts.lostBackend(), true)
                        : how(facts.closedByPeer(), facts.lostTransport(), false);
                if (how != null) {
                    return found(facts, still, client, how);
                }
            }
        }
        return null;
    }

    /// @return how the sender ended it; `null` where it did not, or says that it was for something else
    private static @Nullable String how(@Nullable CloseFrame frame, @Nullable TransportEnd lost, boolean backend) {
        String leg = backend ? "upstream: " : "downstream: ";
        if (frame != null) {
            boolean slow = SAYS_SLOW.matcher(frame.reason()).find() || LibraryTimeoutRule.complains(frame);
            return slow ? leg + (backend ? "the backend" : "the client") + " sent " + Phrases.frame(frame) : null;
        }
        return lost instanceof TransportEnd.PeerFin || lost instanceof TransportEnd.PeerReset
                ? leg + (backend ? Phrases.backendTransport(lost) : Phrases.transport(lost)) + ", without a close frame"
                : null;
    }

    private static Finding found(Case facts, Fact.StoodStill still, boolean client, String how) {
        List<String> evidence = new ArrayList<>();
        evidence.add(still.towards().word() + ": " + (client ? "the client" : "the backend " + facts.backend())
                + " had been behind for " + Phrases.time(still.blocked()) + ", and " + still.waitingBytes()
                + " bytes waited here, besides what the kernels held");
        evidence.add(how);
        return Finding.likely(
                        Cause.SLOW_CONSUMER,
                        client ? Initiator.BACKEND : Initiator.CLIENT,
                        client
                                ? "The backend gave up on a client that did not take what was sent to it: it had been behind"
                                        + " for " + Phrases.time(still.blocked()) + "."
                                : "The client gave up on a backend that did not take what was sent to it: it had been"
                                        + " behind for " + Phrases.time(still.blocked()) + ".",
                        evidence)
                .withFix(
                        client
                                ? "Send this client less, or less often; or look at why it does not read: work in its message"
                                        + " handler, a slow link, a page in the background."
                                : "Look at why the backend does not read: a handler that blocks its event loop or waits for"
                                        + " something slow; or let the client send less at a time.");
    }

    /// What is said of a ping that missed its answer: it may never have left, behind bytes that nobody took.
    static String ping(Case facts, Leg to, String ping, Duration waited) {
        boolean stuck = facts.timeline().entries().stream()
                .anyMatch(entry -> entry.fact() instanceof Fact.StoodStill still
                        && still.towards() == to
                        && still.blocked().compareTo(waited) >= 0);
        return stuck
                ? "no place for a " + ping + ": nothing that was sent had been taken for " + Phrases.time(waited)
                : ping + " unanswered for " + Phrases.time(waited);
    }
}
