package dev.holdfast.core.incident;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An end that may be explained by its client's coming back. Small, because many wait.
///
/// @param silentSince when the last bytes came from it, as far as that matters
/// @param began when its end began
/// @param proxied whether boxes in between were seen, so that the address is theirs and not the client's
/// @param user who had authenticated
/// @param attempt the client's id of it
record Gone(
        Kind kind,
        String connectionId,
        Arrival.Place place,
        Instant silentSince,
        Instant began,
        long endedNanos,
        boolean proxied,
        @Nullable String user,
        @Nullable String tab,
        @Nullable String attempt) {
    /// Our 101 and the page's close may cross on the way.
    private static final Duration CROSSING = Duration.ofMillis(500);

    /// What coming back would explain.
    enum Kind {
        /// It came without a credential, and was refused.
        WITHOUT_CREDENTIAL,
        /// A page dropped it before it had said anything.
        DROPPED_UNUSED,
        /// It fell silent.
        SILENT
    }

    /// @return `null` for an end that coming back does not explain
    static @Nullable Gone of(EndView view) {
        Case facts = new Case(view.end().timeline());
        Kind kind = kind(view, facts);
        if (kind == null) {
            return null;
        }
        ConnectionInfo info = view.end().info();
        Instant began = view.end().timeline().start().plus(facts.endingAt());
        return new Gone(
                kind,
                view.connectionId(),
                Arrival.Place.of(info),
                began.minus(silence(view, facts)),
                began,
                view.endedNanos(),
                !view.hops().isEmpty(),
                info.account(),
                view.end()
                        .timeline()
                        .first(Fact.Hello.class)
                        .map(Fact.Hello::tab)
                        .orElse(null),
                info.attempt());
    }

    private static @Nullable Kind kind(EndView view, Case facts) {
        Decision.AuthRefused refused = facts.decided(Decision.AuthRefused.class);
        if ((refused != null && refused.problem() instanceof AuthProblem.Missing)
                || facts.decided(Decision.FirstMessageTimedOut.class) != null) {
            return Kind.WITHOUT_CREDENTIAL;
        }
        if (facts.decided(Decision.HeartbeatMissed.class) != null
                || facts.lostTransport() instanceof TransportEnd.TimedOut) {
            return facts.upgraded() ? Kind.SILENT : null;
        }
        return view.end().info().origin() != null && droppedUnused(facts) ? Kind.DROPPED_UNUSED : null;
    }

    private static boolean droppedUnused(Case facts) {
        if (facts.handshake().isEmpty()
                || facts.timeline().has(Fact.FirstMessage.class)
                || facts.timeline().has(Fact.Hello.class)) {
            return false;
        }
        Duration open = facts.timeline()
                .when(Fact.Upgraded.class)
                .map(at -> facts.endingAt().minus(at))
                .orElse(Duration.ZERO);
        if (open.compareTo(CROSSING) > 0) {
            return false;
        }
        TransportEnd lost = facts.lostTransport();
        if (lost != null) {
            return lost instanceof TransportEnd.PeerFin || lost instanceof TransportEnd.PeerReset;
        }
        CloseFrame frame = facts.closedByPeer();
        return frame != null
                && frame.reason().isEmpty()
                && (frame.reportedCode() == 1000 || frame.reportedCode() == 1001 || frame.reportedCode() == 1005);
    }

    private static Duration silence(EndView view, Case facts) {
        Decision.HeartbeatMissed missed = facts.decided(Decision.HeartbeatMissed.class);
        return missed != null ? missed.silence() : view.totals().sinceReceived();
    }
}
