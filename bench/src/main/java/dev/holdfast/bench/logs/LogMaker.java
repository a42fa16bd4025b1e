package dev.holdfast.bench.logs;

import dev.holdfast.core.cause.rules.CauseCatalog;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.LoopReport;
import dev.holdfast.observe.json.EventJson;
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.observe.json.SafeJson;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// Writes a large log as the program's own writer does: 20 hours of a server with as many connections as the size
/// takes.
/// `LogMaker FILE MEGABYTES`.
public final class LogMaker {
    private static final Instant START = Instant.parse("2026-11-23T00:00:05Z");
    private static final Duration SPAN = Duration.ofHours(20);

    /// What the lines of one connection take together, as a mean.
    private static final int BYTES_A_LIFE = 3_700;

    private LogMaker() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("LogMaker FILE MEGABYTES");
            System.exit(2);
        }
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(Path.of(arguments[0])), 1 << 18)) {
            write(file, lives(Long.parseLong(arguments[1]) * 1_000_000));
        }
    }

    /// How many connections a log of a size tells of.
    static long lives(long bytes) {
        return bytes / BYTES_A_LIFE;
    }

    /// @param lives how many connections and refused handshakes
    static void write(OutputStream log, long lives) throws IOException {
        Random random = new Random(1);
        Lives made = new Lives(2, CauseCatalog.classifier());
        PriorityQueue<EndRecord> open = new PriorityQueue<>(Comparator.comparing(EndRecord::endedAt));
        double every = SPAN.toNanos() / (double) lives;
        double accepted = 0;
        for (long i = 0; i < lives; i++) {
            accepted += -Math.log(1 - random.nextDouble()) * every;
            EndRecord next = made.from(START.plusNanos((long) accepted));
            Instant now = next.info().acceptedAt();
            for (EndRecord first = open.peek(); first != null && first.endedAt().isBefore(now); first = open.peek()) {
                ended(log, open.remove());
            }
            if (next.opened()) {
                line(log, EventJson.OPENED, json -> EventJson.opened(json, now.plusMillis(6), next.info()));
            }
            open.add(next);
        }
        while (!open.isEmpty()) {
            ended(log, open.remove());
        }
    }

    private static void ended(OutputStream log, EndRecord end) throws IOException {
        line(log, end.opened() ? EventJson.DISCONNECT : EventJson.REJECTED, json -> EventJson.ended(json, end));
        if (end.opened()) {
            LoopReport report = new LoopReport(
                    end.info(), end.explanation().cause().id(), "closed", end.duration(), end.counters());
            line(log, EventJson.LOOP_ENDED, json -> EventJson.loopEnded(json, end.endedAt(), report));
        }
    }

    private static void line(OutputStream log, String phrase, Consumer<JsonGenerator> content) throws IOException {
        String json = JsonForm.text(content);
        log.write(SafeJson.utf8(json, json.indexOf(phrase) + phrase.length()));
        log.write('\n');
    }
}
