package dev.holdfast.core.incident;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.evidence.CutOffMeasure;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something that many ends share, as it stands at one moment.
///
/// @param id unique, of ours
/// @param startedAt when the first of its ends began
/// @param openedAt when it was noticed
/// @param lastAt its newest end, or arrival
/// @param endedAt when it was over; absent while it goes on
/// @param count ends, or arrivals, that belong to it
/// @param subject what it is about, such as `user alice`; holds text of clients
/// @param examples ids of some of the connections, the newest last
public record Incident(
        String id,
        Instant startedAt,
        Instant openedAt,
        Instant lastAt,
        @Nullable Instant endedAt,
        long count,
        String subject,
        Explanation explanation,
        Details details,
        List<String> examples) {
    public Incident {
        examples = List.copyOf(examples);
    }

    public IncidentKind kind() {
        return details.kind();
    }

    public boolean open() {
        return endedAt == null;
    }

    /// What incidents of one kind have besides.
    public sealed interface Details {
        IncidentKind kind();
    }

    /// @param period from one attempt to the next; absent before enough were seen
    /// @param steady whether the client waits the same time again and again, without jitter
    /// @param causes how its connections ended
    /// @param heldBack handshakes that were refused because of it; they are not among the causes
    public record Loop(
            ClientKey client, @Nullable Duration period, boolean steady, Map<Cause, Long> causes, long heldBack)
            implements Details {
        public Loop {
            causes = ordered(causes);
        }

        @Override
        public IncidentKind kind() {
            return IncidentKind.RECONNECT_LOOP;
        }
    }

    /// @param limit at which connections are cut
    /// @param places where it was seen: a path or a network, and the headers that came along
    public record CutOff(CutOffMeasure measure, Duration limit, List<String> places) implements Details {
        public CutOff {
            places = List.copyOf(places);
        }

        @Override
        public IncidentKind kind() {
            return IncidentKind.CUT_OFF;
        }
    }

    /// @param span from its first end to its last
    /// @param shared what (nearly) all of its ends have in common, by property
    /// @param different by property, how many values its ends have where they differ; bounded
    /// @param causes how its connections ended
    public record MassEnd(
            Duration span, Map<String, String> shared, Map<String, Integer> different, Map<Cause, Long> causes)
            implements Details {
        public MassEnd {
            shared = ordered(shared);
            different = ordered(different);
            causes = ordered(causes);
        }

        @Override
        public IncidentKind kind() {
            return IncidentKind.MASS_END;
        }
    }

    /// @param peakPerSecond the most arrivals in a second
    /// @param refused of the arrivals
    /// @param period at which waves of arrivals come; absent where none was found
    /// @param after the mass end it followed, if it followed one
    public record Storm(
            long peakPerSecond,
            long refused,
            @Nullable Duration period,
            @Nullable String after) implements Details {
        @Override
        public IncidentKind kind() {
            return IncidentKind.RECONNECT_STORM;
        }
    }

    private static <K, V> Map<K, V> ordered(Map<K, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
