package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.HopLimit;
import dev.holdfast.core.cause.Phrases;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// What is said alike of limits on either leg: their number, our ping beside it, and how they are raised.
final class LimitWords {
    private LimitWords() {}

    /// Limits are set in whole seconds.
    static Duration rounded(Duration limit) {
        Duration whole = Duration.ofSeconds(limit.plusMillis(500).toSeconds());
        return whole.minus(limit).abs().toNanos() <= Math.max(limit.toNanos() / 100, 50_000_000) ? whole : limit;
    }

    /// Whether our ping comes at about the moment of the cut. It comes up to a tenth before its interval.
    static boolean pingMeets(Duration heartbeat, Duration limit) {
        Duration off = heartbeat.minus(limit);
        return off.compareTo(Duration.ofSeconds(-1)) >= 0
                && off.compareTo(Duration.ofSeconds(1).plus(limit.dividedBy(9))) <= 0
                && !heartbeat.isZero();
    }

    /// @param heartbeat zero where no pings are sent
    static String heartbeat(Duration heartbeat, Duration limit) {
        if (heartbeat.isZero()) {
            return "no pings are sent by this gateway";
        }
        boolean below = !pingMeets(heartbeat, limit) && heartbeat.compareTo(limit) < 0;
        String compared = "ping " + Phrases.time(heartbeat) + " is " + (below ? "" : "not ") + "below the limit "
                + Phrases.time(rounded(limit));
        return below
                ? compared + ", but pings are sent only to a silent client, and some boxes count one direction alone"
                : compared;
    }

    static String raise(List<HopLimit> hops) {
        String settings = hops.stream()
                .filter(hop -> !hop.fixed())
                .map(hop -> hop.name() + ": " + hop.setting())
                .distinct()
                .collect(Collectors.joining("; "));
        if (!settings.isEmpty()) {
            return ", or raise the limit (" + settings + ").";
        }
        return hops.isEmpty() ? ", or raise the limit where it is set." : "; the limit itself is fixed.";
    }

    static String capital(String name) {
        return name.startsWith("nginx") ? name : Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    /// `AWS ALB has 60 s unless it is set`.
    static String defaults(List<HopLimit> hops) {
        return hops.stream()
                .map(hop -> hop.name() + " has " + Phrases.time(hop.limit()) + " unless it is set")
                .collect(Collectors.joining(", "));
    }
}
