package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.ReplyFlaw;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A client that dropped the connection right after a backend's 101, without a byte, and had to: the 101 that passed
/// here was one that RFC 6455 4.1 or the WebSocket standard of browsers tells it to refuse. Both sides of it are at
/// hand, what was offered and what was answered, so it is proven.
///
/// The look-alike: a client that does not mind a subprotocol left unanswered (measured: Firefox, Python's websockets,
/// the JDK's) may have left for a reason of its own; and who was gone before it had read the 101 has not seen it.
/// Behind a box that leaves headers that does not show: the box reads the 101. So there it is LIKELY.
final class RelayedReplyRule implements CauseRule {
    /// Measured too, and our own probe, which is strict on purpose. Others are not known: some libraries mind it, some
    /// do not.
    private static final List<String> STRICT = List.of("chrome/", "undici", "holdfast-probe");

    private static final List<String> TOLERANT = List.of("firefox/", "websockets/", "java-http-client", "jetty/");

    @Override
    public @Nullable Finding examine(Case facts) {
        Fact.UpstreamUpgraded reply = facts.upgradedByBackend().orElse(null);
        Duration after = facts.droppedAtOnceAfter();
        TransportEnd end = facts.lostTransport();
        if (reply == null || after == null || end == null || notTaken(facts, end)) {
            return null;
        }
        boolean reset = end instanceof TransportEnd.PeerReset;
        List<String> offered = facts.handshake()
                .map(Fact.HandshakeReceived::offeredSubprotocols)
                .orElse(List.of());
        List<String> evidence = new ArrayList<>();
        if (!reply.flaws().isEmpty()) {
            return invalid(facts, reply, offered, after, end, evidence);
        }
        if (offered.isEmpty() || reply.subprotocol() != null) {
            return null;
        }
        evidence.add("offered: " + String.join(", ", offered));
        evidence.add("selected by the backend " + facts.backend() + " in its 101: none");
        evidence.add("downstream: " + Phrases.transport(end) + " " + Phrases.time(after) + " after that 101, 0 bytes");
        String agent = facts.handshake().map(Fact.HandshakeReceived::userAgent).orElse(null);
        boolean tolerant = isOneOf(TOLERANT, agent);
        boolean strict = isOneOf(STRICT, agent);
        evidence.add(
                tolerant
                        ? "this client is known to accept such a 101, so it may have left for another reason"
                        : strict
                                ? "a browser must drop a connection whose 101 selects none of the subprotocols it offered"
                                : "browsers and strict libraries drop a connection whose 101 selects none of the"
                                        + " subprotocols they offered; of this client it is not known");
        return new Finding(
                Cause.SUBPROTOCOL_NOT_ECHOED,
                tolerant
                        ? Confidence.POSSIBLE
                        : reset || !strict || boxes(facts, evidence) ? Confidence.LIKELY : Confidence.PROVEN,
                Initiator.CLIENT,
                false,
                "The client offered subprotocols, the backend's 101 selected none, and the client dropped the connection"
                        + " at once.",
                evidence,
                BackendWords.selectSubprotocol(reply.server(), offered));
    }

    /// A box takes the 101 in for a client that has closed meanwhile, and then ends TCP as one does that refuses it.
    private static boolean boxes(Case facts, List<String> evidence) {
        List<String> hops = facts.handshake().map(Fact.HandshakeReceived::hops).orElse(List.of());
        if (!hops.isEmpty()) {
            evidence.add(
                    "boxes in between, behind which the client may have been gone already: " + String.join(", ", hops));
        }
        return !hops.isEmpty();
    }

    private static boolean isOneOf(List<String> names, @Nullable String agent) {
        return agent != null && names.stream().anyMatch(agent.toLowerCase(Locale.ROOT)::contains);
    }

    private static Finding invalid(
            Case facts,
            Fact.UpstreamUpgraded reply,
            List<String> offered,
            Duration after,
            TransportEnd end,
            List<String> evidence) {
        String flaws = reply.flaws().stream().map(ReplyFlaw::meaning).collect(Collectors.joining("; "));
        evidence.add("the 101 of the backend " + facts.backend() + ": " + flaws);
        if (reply.flaws().contains(ReplyFlaw.SUBPROTOCOL_NOT_OFFERED)
                || reply.flaws().contains(ReplyFlaw.SUBPROTOCOL_TWICE)) {
            evidence.add("offered: " + (offered.isEmpty() ? "none" : String.join(", ", offered)) + "; selected: "
                    + reply.subprotocol());
        }
        if (reply.flaws().contains(ReplyFlaw.EXTENSION_NOT_OFFERED)) {
            List<String> offeredExtensions = facts.timeline()
                    .first(Fact.UpstreamChosen.class)
                    .map(Fact.UpstreamChosen::offeredExtensions)
                    .orElse(List.of());
            evidence.add("extensions offered: "
                    + (offeredExtensions.isEmpty() ? "none" : String.join(", ", offeredExtensions)) + "; used: "
                    + String.join(", ", reply.extensions()));
        }
        evidence.add("downstream: " + Phrases.transport(end) + " " + Phrases.time(after) + " after that 101, 0 bytes");
        return new Finding(
                Cause.HANDSHAKE_REPLY_INVALID,
                end instanceof TransportEnd.PeerReset || boxes(facts, evidence) ? Confidence.LIKELY : Confidence.PROVEN,
                Initiator.CLIENT,
                false,
                "The backend's 101 is one that clients must refuse: " + flaws + ".",
                evidence,
                Cause.HANDSHAKE_REPLY_INVALID.fix());
    }

    /// Whether the 101 still lay unread when the client was gone, so that it can't have been its reason. What
    /// the backend sends behind a 101 that is refused is answered by a reset as well.
    private static boolean notTaken(Case facts, TransportEnd end) {
        return facts.timeline().has(Fact.UpgradeNotTaken.class)
                || (end instanceof TransportEnd.PeerReset
                        && facts.timeline()
                                .last(Fact.UpstreamTotals.class)
                                .map(totals -> totals.afterUpgradeBytes() == 0)
                                .orElse(true));
    }
}
