package dev.holdfast.observe.history;

import dev.holdfast.core.cause.Cause;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// What happened in one second, and what was so at its end.
///
/// @param at seconds since 1970
/// @param open connections at its end
/// @param opened in it
/// @param ended opened connections that ended in it
/// @param unexpected of these, those that somebody should look at
/// @param rejected handshakes that led to no connection
/// @param overMinute of the ended ones, those that had lived for more than a minute
/// @param roundTripMillis mean of the heartbeats answered in it; absent where none was
/// @param lagMillis the greatest delay of any event loop at its last probe
/// @param causes of what ended and was rejected in it
/// @param troubles of these, the causes of unexpected ends and of rejections
public record Moment(
        long at,
        int open,
        long opened,
        long ended,
        long unexpected,
        long rejected,
        long overMinute,
        @Nullable Double roundTripMillis,
        double lagMillis,
        Map<Cause, Long> causes,
        Map<Cause, Long> troubles) {
    public Moment {
        causes = Map.copyOf(causes);
        troubles = Map.copyOf(troubles);
    }

    /// In short names, because an hour of it is sent to every page that opens.
    public void write(JsonGenerator json) {
        json.writeStartObject();
        json.writeNumberProperty("t", at);
        json.writeNumberProperty("open", open);
        json.writeNumberProperty("opened", opened);
        json.writeNumberProperty("ended", ended);
        json.writeNumberProperty("unexpected", unexpected);
        json.writeNumberProperty("rejected", rejected);
        json.writeNumberProperty("over_minute", overMinute);
        Double roundTrip = roundTripMillis;
        if (roundTrip == null) {
            json.writeNullProperty("rtt_ms");
        } else {
            json.writeNumberProperty("rtt_ms", rounded(roundTrip));
        }
        json.writeNumberProperty("lag_ms", rounded(lagMillis));
        write(json, "causes", causes);
        write(json, "troubles", troubles);
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, Map<Cause, Long> counts) {
        json.writeObjectPropertyStart(name);
        counts.forEach((cause, count) -> json.writeNumberProperty(cause.id(), count));
        json.writeEndObject();
    }

    private static double rounded(double millis) {
        return Math.round(millis * 100) / 100.0;
    }
}
