package dev.holdfast.core.incident;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.Fact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A gateway's leg to its backend, as the ends of such legs are compared.
///
/// @param backend its name
/// @param trace by what boxes before it gave themselves away in its 101, as one text; empty where nothing did
/// @param lost whether that leg went away without a close frame, before anything else ended the connection
/// @param closed the close frame by which the backend began the end, where it did
/// @param stillListens whether the backend took a connection right after it was lost; absent where it was not
/// tried
record UpstreamView(
        String backend,
        String trace,
        boolean lost,
        @Nullable CloseFrame closed,
        @Nullable Boolean stillListens,
        Fact.UpstreamTotals totals) {
    private static final Fact.UpstreamTotals NO_TOTALS =
            new Fact.UpstreamTotals(0, 0, 0, 0, Duration.ZERO, Duration.ZERO, 0);

    /// @return `null` where there was no such leg, or it never opened
    static @Nullable UpstreamView of(Case facts) {
        Fact.UpstreamUpgraded reply = facts.upgradedByBackend().orElse(null);
        if (reply == null) {
            return null;
        }
        TransportEnd end = facts.lostBackend();
        return new UpstreamView(
                facts.backend(),
                trace(reply),
                end instanceof TransportEnd.PeerFin || end instanceof TransportEnd.PeerReset,
                facts.closedByBackend(),
                facts.timeline()
                        .last(Fact.UpstreamLookedAfter.class)
                        .map(look -> !look.refused())
                        .orElse(null),
                facts.timeline().last(Fact.UpstreamTotals.class).orElse(NO_TOTALS));
    }

    private static String trace(Fact.UpstreamUpgraded reply) {
        List<String> signs = new ArrayList<>();
        if (reply.server() != null) {
            signs.add("Server: " + reply.server());
        }
        if (reply.via() != null) {
            signs.add("Via: " + reply.via());
        }
        signs.addAll(reply.hops());
        return String.join(", ", signs);
    }
}
