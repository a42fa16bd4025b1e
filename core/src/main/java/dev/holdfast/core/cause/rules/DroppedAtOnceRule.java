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

/// A connection that its client dropped right after our 101, without a byte. Three look-alikes: a strict client whose
/// offered subprotocols our 101 left unanswered, a page that closed while it was still connecting, and a browser that
/// refused a 101 which a box in between had changed.
///
/// The first is told by our own 101. The other two by whether the 101 was taken in before the end (measured): Chromium
/// drops TCP as soon as its page closes, so that our 101 meets a closed socket; a 101 that it refuses it has read
/// before, and once it has accepted one it sends a close frame. Firefox is apart: it waits for the 101 also of a
/// connection that its page has closed.
///
/// Never more than LIKELY: a tolerant client may leave in the same moment of its own accord.
final class DroppedAtOnceRule implements CauseRule {
    private static final Duration STAYED = Duration.ofSeconds(2);

    @Override
    public @Nullable Finding examine(Case facts) {
        Duration after = facts.droppedAtOnceAfter();
        TransportEnd end = facts.lostTransport();
        if (after == null || end == null) {
            return null;
        }
        boolean selected = facts.timeline()
                        .first(Fact.Upgraded.class)
                        .map(Fact.Upgraded::subprotocol)
                        .orElse(null)
                != null;
        List<String> evidence = new ArrayList<>();
        evidence.add(Phrases.transport(end) + " " + Phrases.time(after) + " after our 101");
        evidence.add("no byte came after the handshake");
        Fact.HandshakeReceived asked = facts.handshake().orElse(null);
        if (asked == null) {
            return null;
        }
        // Firefox does not mind (measured), and who had not read the 101 can't mind it.
        return !asked.offeredSubprotocols().isEmpty()
                        && !selected
                        && !isFirefox(asked)
                        && !facts.timeline().has(Fact.UpgradeNotTaken.class)
                ? notEchoed(asked.offeredSubprotocols(), evidence)
                : closed(facts, asked, end, evidence);
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

    /// Only of pages: their browsers drop a connecting socket like this. A program that is gone right after its
    /// handshake may just as well have been killed.
    private static @Nullable Finding closed(
            Case facts, Fact.HandshakeReceived asked, TransportEnd end, List<String> evidence) {
        if (asked.origin() == null) {
            return null;
        }
        Fact.ClientCameBack again =
                facts.timeline().last(Fact.ClientCameBack.class).orElse(null);
        boolean notTaken = facts.timeline().has(Fact.UpgradeNotTaken.class) || end instanceof TransportEnd.PeerReset;
        if (notTaken) {
            evidence.add("our 101 had not been read there");
        } else if (isFirefox(asked)) {
            evidence.add("Firefox waits for the 101 also when its page has closed");
        } else if (again != null && again.stayed().compareTo(STAYED) >= 0) {
            // A box that changes a 101 would have changed that one too.
            evidence.add("connection " + again.connection() + " came from the same page, and stayed");
        } else if (!asked.offeredSubprotocols().isEmpty() || !asked.hops().isEmpty()) {
            // It had the 101 before it ended: just as well it refused what a box had made of it.
            return null;
        }
        evidence.add("a page of " + asked.origin() + " asked");
        if (!asked.hops().isEmpty()) {
            evidence.add("boxes in between that could have changed our 101: " + String.join(", ", asked.hops()));
        }
        return Finding.likely(
                Cause.CLOSE_WHILE_CONNECTING,
                Initiator.CLIENT,
                "The client dropped the connection in the moment it was opened, without a byte.",
                evidence);
    }

    private static boolean isFirefox(Fact.HandshakeReceived asked) {
        return asked.userAgent() != null && asked.userAgent().contains(" Firefox/");
    }
}
