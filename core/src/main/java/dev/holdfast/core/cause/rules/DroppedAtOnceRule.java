package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.Fact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A connection that its client dropped right after our 101, without a byte. Two look-alikes: a strict client
/// whose offered subprotocols our 101 left unanswered (measured: FIN within 23 ms), and a page that closed
/// while it was still connecting. Our own 101 tells them apart.
///
/// Never more than LIKELY: a tolerant client may leave in the same moment of its own accord.
final class DroppedAtOnceRule implements CauseRule {
    /// Greater than the round trip of any client that is still there to react.
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    @Override
    public @Nullable Finding examine(Case facts) {
        Duration after = after(facts);
        TransportEnd end = facts.lostTransport();
        if (after == null || end == null) {
            return null;
        }
        List<String> offered = facts.handshake()
                .map(Fact.HandshakeReceived::offeredSubprotocols)
                .orElse(List.of());
        boolean selected = facts.timeline()
                        .first(Fact.Upgraded.class)
                        .map(Fact.Upgraded::subprotocol)
                        .orElse(null)
                != null;
        List<String> evidence = new ArrayList<>();
        evidence.add(Phrases.transport(end) + " " + Phrases.time(after) + " after our 101");
        evidence.add("no byte came after the handshake");
        return !offered.isEmpty() && !selected ? notEchoed(offered, evidence) : closed(facts, evidence);
    }

    /// How long after our 101 the peer dropped the connection, where it did so at once and had sent nothing.
    static @Nullable Duration after(Case facts) {
        Duration upgraded = facts.timeline().when(Fact.Upgraded.class).orElse(null);
        Fact.Totals totals = facts.totals().orElse(null);
        TransportEnd end = facts.lostTransport();
        if (upgraded == null
                || totals == null
                || totals.afterUpgradeBytes() > 0
                || !(end instanceof TransportEnd.PeerFin || end instanceof TransportEnd.PeerReset)) {
            return null;
        }
        Duration after = facts.endingAt().minus(upgraded);
        return after.compareTo(AT_ONCE) > 0 ? null : after;
    }

    private static Finding notEchoed(List<String> offered, List<String> evidence) {
        evidence.add("offered: " + String.join(", ", offered));
        evidence.add("selected: none");
        return Finding.likely(
                Cause.SUBPROTOCOL_NOT_ECHOED,
                Initiator.CLIENT,
                "The client offered subprotocols, our 101 selected none, and the client dropped the connection at once.",
                evidence);
    }

    /// Only of pages: their browsers drop a connecting socket like this. A program that is gone right after
    /// its handshake may just as well have been killed.
    private static @Nullable Finding closed(Case facts, List<String> evidence) {
        String origin = facts.handshake().map(Fact.HandshakeReceived::origin).orElse(null);
        if (origin == null) {
            return null;
        }
        evidence.add("a page of " + origin + " asked");
        List<String> hops = facts.handshake().map(Fact.HandshakeReceived::hops).orElse(List.of());
        if (!hops.isEmpty()) {
            evidence.add("boxes in between that could have changed our 101: " + String.join(", ", hops));
        }
        return Finding.likely(
                Cause.CLOSE_WHILE_CONNECTING,
                Initiator.CLIENT,
                "The client dropped the connection in the moment it was opened, without a byte.",
                evidence);
    }
}
