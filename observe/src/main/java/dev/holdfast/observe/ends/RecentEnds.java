package dev.holdfast.observe.ends;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.port.TimeSource;
import dev.holdfast.core.port.WhyAnswers;
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.observe.json.SafeJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The newest ends and refused handshakes, in bounded memory: the oldest goes when a new one finds no room.
/// Safe for use by many threads; event loops that add never wait for somebody who reads.
public final class RecentEnds implements WhyAnswers {
    /// As NATS keeps closed connections. At 2 to 4 KB each, 40 MB at worst.
    public static final int DEFAULT_KEPT = 10_000;

    /// How long an attempt can be asked for on the public port.
    static final Duration ATTEMPT_AGE = Duration.ofMinutes(10);

    private final TimeSource time;
    private final AtomicReferenceArray<@Nullable Kept> ring;
    private final AtomicLong added = new AtomicLong();
    private final ConcurrentMap<String, Kept> byId = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Kept> byAttempt = new ConcurrentHashMap<>();

    /// Equal to itself only: the maps compare one with another, and comparing whole timelines would cost.
    private static final class Kept {
        private final long number;
        private final EndRecord end;
        private final @Nullable String attempt;
        private final long addedNanos;

        /// @param number of the end, from 0; it is kept at this number modulo the ring's length
        /// @param attempt the client's id where it is one that may be asked for
        Kept(long number, EndRecord end, @Nullable String attempt, long addedNanos) {
            this.number = number;
            this.end = end;
            this.attempt = attempt;
            this.addedNanos = addedNanos;
        }

        long number() {
            return number;
        }

        EndRecord end() {
            return end;
        }

        @Nullable
        String attempt() {
            return attempt;
        }

        long addedNanos() {
            return addedNanos;
        }
    }

    /// @param kept how many, 1 or more
    public RecentEnds(int kept, TimeSource time) {
        if (kept < 1) {
            throw new IllegalArgumentException("ends.kept: found " + kept + ", expected 1 or more");
        }
        this.time = time;
        ring = new AtomicReferenceArray<>(kept);
    }

    public void add(EndRecord end) {
        long number = added.getAndIncrement();
        Kept fresh = new Kept(number, end, AttemptId.of(end.info().attempt()), time.nanos());
        byId.put(end.info().connectionId(), fresh);
        if (fresh.attempt() != null) {
            byAttempt.put(fresh.attempt(), fresh);
        }
        Kept oldest = ring.getAndSet(place(number), fresh);
        if (oldest != null) {
            byId.remove(oldest.end().info().connectionId(), oldest);
            if (oldest.attempt() != null) {
                byAttempt.remove(oldest.attempt(), oldest);
            }
        }
    }

    /// Puts another record in the place of one that is still kept, such as one that was explained again. What
    /// is asked for at the same time shows the one or the other.
    ///
    /// @param change is given the record as it is and gives the new one, or `null` where nothing is to
    /// change; may be called more than once
    /// @return both, where something was changed
    @Nullable
    Replaced replace(String connectionId, Function<EndRecord, @Nullable EndRecord> change) {
        while (true) {
            Kept kept = byId.get(connectionId);
            if (kept == null) {
                return null;
            }
            @Nullable EndRecord changed = change.apply(kept.end());
            if (changed == null) {
                return null;
            }
            Kept fresh = new Kept(kept.number(), changed, kept.attempt(), kept.addedNanos());
            if (!byId.replace(connectionId, kept, fresh)) {
                continue;
            }
            if (!ring.compareAndSet(place(kept.number()), kept, fresh)) {
                // A newer end took its place meanwhile.
                byId.remove(connectionId, fresh);
                return null;
            }
            if (kept.attempt() != null) {
                byAttempt.replace(kept.attempt(), kept, fresh);
            }
            return new Replaced(kept.end(), changed);
        }
    }

    record Replaced(EndRecord before, EndRecord after) {}

    private int place(long number) {
        return (int) (number % ring.length());
    }

    /// Newest first.
    ///
    /// @param cause only ends of this cause, where given
    public List<EndRecord> newest(int limit, @Nullable Cause cause) {
        return page(
                        Long.MAX_VALUE,
                        limit,
                        end -> cause == null || end.explanation().cause() == cause)
                .ends();
    }

    /// Some ends, newest first.
    ///
    /// @param next where the page after it begins; absent where no more are kept
    public record Page(List<EndRecord> ends, @Nullable Long next) {}

    /// @param before only ends older than this; [Long#MAX_VALUE] for the newest
    public Page page(long before, int limit, Predicate<EndRecord> which) {
        List<EndRecord> found = new ArrayList<>(Math.min(limit, ring.length()));
        long newest = added.get();
        long oldest = Math.max(0, newest - ring.length());
        for (long number = Math.min(newest, before) - 1; number >= oldest; number--) {
            Kept kept = ring.get(place(number));
            // Its place may be taken by a newer one meanwhile, or not be filled yet.
            if (kept != null && kept.number() == number && which.test(kept.end())) {
                if (found.size() == limit) {
                    return new Page(found, number + 1);
                }
                found.add(kept.end());
            }
        }
        return new Page(found, null);
    }

    public @Nullable EndRecord find(String connectionId) {
        Kept kept = byId.get(connectionId);
        return kept == null ? null : kept.end();
    }

    /// The connection of a client's attempt, while its end is kept.
    @Nullable
    String connectionOf(String attempt) {
        Kept kept = byAttempt.get(attempt);
        return kept == null ? null : kept.end().info().connectionId();
    }

    /// How many ends were added since the start, kept or not.
    public long added() {
        return added.get();
    }

    /// Says what the client of that attempt may know: the explanation and its own connection's id, and
    /// nothing of anybody else.
    @Override
    public @Nullable String explain(String attempt) {
        Kept kept = byAttempt.get(attempt);
        if (kept == null || time.nanos() - kept.addedNanos() > ATTEMPT_AGE.toNanos()) {
            return null;
        }
        EndRecord end = kept.end();
        String json = JsonForm.text(out -> {
            out.writeStartObject();
            out.writeStringProperty("attempt", attempt);
            out.writeStringProperty("connection_id", end.info().connectionId());
            out.writeBooleanProperty("opened", end.opened());
            out.writeStringProperty("ended_at", end.endedAt().toString());
            if (end.timeline().has(Fact.ClientReported.class)) {
                out.writeBooleanProperty("joined", true);
            }
            out.writePOJOProperty("explanation", end.explanation());
            out.writeStringProperty(
                    "retry", end.explanation().cause().answer().retry().word());
            out.writeEndObject();
        });
        return new String(SafeJson.utf8(json, 0), StandardCharsets.UTF_8);
    }
}
