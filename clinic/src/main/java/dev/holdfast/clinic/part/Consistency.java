package dev.holdfast.clinic.part;

import dev.holdfast.observe.json.JsonForm;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// What is true of every server, whatever happened to it: opened less ended is what lives, each end has one record and
/// one line, and the log and the diagnostics API show the same explanation of it.
///
/// @param ends as the API showed them when the server was about to stop
record Consistency(double opened, double ended, double live, List<JsonNode> ends) {
    private static final int LOOKS = 20;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    /// The counts are read one after the other, and a connection may end in between: what doesn't add up is looked at
    /// again, and never adds up where a connection vanished.
    static Consistency of(Diagnostics diagnostics) throws IOException, InterruptedException {
        Consistency told = look(diagnostics);
        for (int again = 0; again < LOOKS && !told.addsUp(); again++) {
            Patience.pause(LOOK_AGAIN);
            told = look(diagnostics);
        }
        return told;
    }

    private static Consistency look(Diagnostics diagnostics) throws IOException, InterruptedException {
        String metrics = diagnostics.get("metrics");
        return new Consistency(
                sum(metrics, "holdfast_connections_opened_total"),
                sum(metrics, "holdfast_connections_ended_total"),
                sum(metrics, "holdfast_connections_open"),
                diagnostics.ends());
    }

    private boolean addsUp() {
        return opened - ended == live;
    }

    private static double sum(String page, String name) {
        return page.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /// @param log all lines of the server's life
    void holdAgainst(List<String> log) throws Inconsistency {
        if (!addsUp()) {
            throw new Inconsistency("found " + opened + " opened, " + ended + " ended and " + live
                    + " live connections in the metrics: expected opened - ended = live");
        }
        Map<String, JsonNode> lines = new HashMap<>();
        for (String line : log) {
            JsonNode event = JsonForm.tree(line);
            String id = event.path("connection_id").asString("");
            switch (event.path("event").asString("")) {
                case "connection-ended", "connection-rejected" -> {
                    if (lines.put(id, event) != null) {
                        throw new Inconsistency("found two lines of the end of " + id + ": expected one");
                    }
                }
                case "end-explained-again" -> lines.put(id, event);
                default -> {}
            }
        }
        for (JsonNode end : ends) {
            String id = end.path("connection_id").asString();
            JsonNode line = lines.get(id);
            if (line == null) {
                throw new Inconsistency("found no line in the log of the end of " + id + ", which the API shows");
            }
            boolean same = line.path("explanation").equals(end.path("explanation"));
            // It may have been explained again after the API was asked.
            if (!same && line.path("event").asString().equals("connection-ended")) {
                throw new Inconsistency("found " + line.path("explanation") + " in the log and "
                        + end.path("explanation") + " in the API for " + id + ": expected one explanation");
            }
        }
    }
}
