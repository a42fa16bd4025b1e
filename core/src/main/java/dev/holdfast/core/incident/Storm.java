package dev.holdfast.core.incident;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Clients that come back all at once.
final class Storm implements OpenIncident {
    private final String id;
    private final Naming naming;
    private final Instant started;
    private final Instant opened;
    private final @Nullable String after;
    private final Newest<String> examples = new Newest<>(5);
    private long count;
    private long refused;
    private long peak;
    private @Nullable Duration period;
    private long lastNanos;
    private final long firstNanos;

    Storm(long many, long refused, @Nullable String after, long nowNanos, Duration window, Naming naming) {
        this.id = naming.id();
        this.naming = naming;
        this.firstNanos = nowNanos - window.toNanos();
        this.started = naming.wall(firstNanos);
        this.opened = naming.wall(nowNanos);
        this.after = after;
        this.count = many;
        this.refused = refused;
        this.lastNanos = nowNanos;
    }

    void add(String connectionId, boolean wasRefused, long nowNanos) {
        count++;
        refused += wasRefused ? 1 : 0;
        lastNanos = nowNanos;
        examples.add(connectionId);
    }

    void measure(long inTheLastSecond, @Nullable Duration found) {
        peak = Math.max(peak, inTheLastSecond);
        period = found == null ? period : found;
    }

    /// How long it must be quiet to be over: waves that are far apart are still one storm.
    Duration patience(Duration least) {
        Duration between = period == null ? Duration.ZERO : period.multipliedBy(2);
        return between.compareTo(least) > 0 ? between : least;
    }

    @Override
    public Incident show(@Nullable Instant endedAt) {
        return new Incident(
                id,
                started,
                opened,
                naming.wall(lastNanos),
                endedAt,
                count,
                "clients of this server",
                explanation(),
                new Incident.Storm(peak, refused, period, after),
                examples.list());
    }

    private Explanation explanation() {
        Duration span = Duration.ofNanos(lastNanos - firstNanos);
        List<String> evidence = new ArrayList<>();
        evidence.add(count + " handshakes within " + Phrases.time(span) + ", at most " + peak + " in a second");
        if (refused > 0) {
            evidence.add(refused + " of them were refused");
        }
        if (after != null) {
            evidence.add("it follows the mass end " + after);
        }
        if (period != null) {
            evidence.add(
                    "they come in waves, one every " + Phrases.time(period) + ": a fixed retry delay without jitter");
        }
        String waves = period == null ? "" : ", in waves of " + Phrases.time(period);
        return new Explanation(
                Cause.RECONNECT_STORM,
                period != null && after != null ? Confidence.PROVEN : Confidence.LIKELY,
                Initiator.CLIENT,
                false,
                count + " handshakes came within " + Phrases.time(span) + waves + ".",
                evidence,
                Cause.RECONNECT_STORM.fix(),
                List.of());
    }
}
