package dev.holdfast.observe.ends;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.port.TimeSource;
import dev.holdfast.core.port.WhyAnswers;
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.observe.json.SafeJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The newest ends and refused handshakes, in bounded memory: the oldest goes when a new one finds no room. Safe for
/// use
/// by many threads; adding one holds a lock for some pointers only.
public final class RecentEnds implements WhyAnswers {
    /// As NATS keeps closed connections. At 2 to 4 KB each, 40 MB at worst.
    public static final int DEFAULT_KEPT = 10_000;

    /// How long an attempt can be asked for on the public port.
    static final Duration ATTEMPT_AGE = Duration.ofMinutes(10);

    private final int kept;
    private final TimeSource time;
    private final ArrayDeque<EndRecord> ends = new ArrayDeque<>();
    private final Map<String, EndRecord> byId = new HashMap<>();
    private final Map<String, EndRecord> byAttempt = new HashMap<>();

    /// @param kept how many, 1 or more
    public RecentEnds(int kept, TimeSource time) {
        if (kept < 1) {
            throw new IllegalArgumentException("ends.kept: found " + kept + ", expected 1 or more");
        }
        this.kept = kept;
        this.time = time;
    }

    public synchronized void add(EndRecord end) {
        if (ends.size() == kept) {
            EndRecord oldest = ends.removeFirst();
            byId.remove(oldest.info().connectionId(), oldest);
            String attempt = oldest.info().attempt();
            if (attempt != null) {
                byAttempt.remove(attempt, oldest);
            }
        }
        ends.addLast(end);
        byId.put(end.info().connectionId(), end);
        String attempt = end.info().attempt();
        if (attempt != null) {
            byAttempt.put(attempt, end);
        }
    }

    /// Newest first.
    ///
    /// @param cause only ends of this cause, where given
    public synchronized List<EndRecord> newest(int limit, @Nullable Cause cause) {
        List<EndRecord> found = new ArrayList<>();
        for (Iterator<EndRecord> each = ends.descendingIterator(); each.hasNext() && found.size() < limit; ) {
            EndRecord end = each.next();
            if (cause == null || end.explanation().cause() == cause) {
                found.add(end);
            }
        }
        return found;
    }

    public synchronized @Nullable EndRecord find(String connectionId) {
        return byId.get(connectionId);
    }

    private synchronized @Nullable EndRecord ofAttempt(String attempt) {
        return byAttempt.get(attempt);
    }

    /// Says what the client of that attempt may know: the explanation and its own connection's id, and nothing of
    /// anybody else.
    @Override
    public @Nullable String explain(String attempt) {
        EndRecord end = ofAttempt(attempt);
        if (end == null || end.endedAt().plus(ATTEMPT_AGE).isBefore(time.wall())) {
            return null;
        }
        JsonNode explanation = JsonForm.tree(JsonForm.write(end.explanation()));
        String json = JsonForm.text(out -> {
            out.writeStartObject();
            out.writeStringProperty("attempt", attempt);
            out.writeStringProperty("connection_id", end.info().connectionId());
            out.writeBooleanProperty("opened", end.opened());
            out.writeStringProperty("ended_at", end.endedAt().toString());
            out.writePOJOProperty("explanation", explanation);
            out.writeEndObject();
        });
        return new String(SafeJson.utf8(json, 0), StandardCharsets.UTF_8);
    }
}
