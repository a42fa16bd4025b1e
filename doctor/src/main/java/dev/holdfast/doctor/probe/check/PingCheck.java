package dev.holdfast.doctor.probe.check;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.doctor.probe.finding.Severity;
import dev.holdfast.doctor.probe.wire.Attempt;
import dev.holdfast.doctor.probe.wire.Got;
import dev.holdfast.doctor.probe.wire.OutFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether the protocol's ping is answered, and how fast; and whether the application answers one of its
/// own.
final class PingCheck implements Check {
    private static final int ROUNDS = 5;
    private static final String JSON_PING = "{\"type\":\"ping\"}";

    @Override
    public String name() {
        return "ping";
    }

    @Override
    public String title() {
        return "Pings and round trips";
    }

    @Override
    public void run(Examination examination, Notes notes) {
        Attempt attempt = examination.connect(examination.usual());
        if (attempt == null) {
            notes.note("connection", "did not come about this time");
            return;
        }
        try (attempt) {
            protocol(examination, notes, attempt);
            json(examination, notes, attempt);
            if (attempt.conversation().open()) {
                attempt.conversation().close();
            }
        }
    }

    private static void protocol(Examination examination, Notes notes, Attempt attempt) {
        List<Duration> trips = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            notes.doing("ping " + round + " of " + ROUNDS);
            Duration trip = attempt.conversation().ping(("probe " + round).getBytes(StandardCharsets.US_ASCII));
            if (trip == null) {
                break;
            }
            trips.add(trip);
        }
        if (trips.size() == ROUNDS) {
            List<Duration> sorted = trips.stream().sorted().toList();
            notes.good(
                    "protocol ping",
                    "answered " + ROUNDS + " of " + ROUNDS + ": least " + Phrases.time(sorted.getFirst()) + ", median "
                            + Phrases.time(sorted.get(ROUNDS / 2)) + ", most " + Phrases.time(sorted.getLast()));
        } else if (attempt.conversation().open()) {
            unanswered(
                    notes, attempt, trips.size(), examination.options().limits().reply());
        } else {
            ended(notes, attempt, "protocol ping", "The server ends the connection over a ping");
        }
    }

    /// A server that answers late is busy; one that never does is broken.
    private static void unanswered(Notes notes, Attempt attempt, int answered, Duration limit) {
        long began = System.nanoTime();
        boolean late = attempt.conversation().await(limit) instanceof Got.Pong;
        String how = late
                ? "answered only after " + Phrases.time(limit.plus(Duration.ofNanos(System.nanoTime() - began)))
                : "not answered within " + Phrases.time(limit);
        notes.bad("protocol ping", how);
        if (!attempt.conversation().open()) {
            ended(notes, attempt, "protocol ping", "The server ends the connection over a ping");
            return;
        }
        notes.found(
                Severity.FAULT,
                late ? "The server answers pings late" : "The server does not answer pings",
                Explained.as(
                        Cause.HEARTBEAT_MISSED,
                        late ? Confidence.LIKELY : Confidence.PROVEN,
                        Initiator.BACKEND,
                        "A ping was " + how
                                + ", though the connection stays open: a client that relies on pongs takes this"
                                + " server for dead.",
                        List.of(
                                (answered + 1) + " pings sent, " + answered + " answered in time; the last: " + how,
                                "RFC 6455 5.5.2 has an endpoint answer every ping as soon as is practical",
                                "TCP stayed open, and no close frame came"),
                        "Answer each ping with a pong of the same payload; a WebSocket library does so by itself unless it is"
                                + " not read from, so look for a handler that does not read, or for a blocked event loop."));
    }

    private static void json(Examination examination, Notes notes, Attempt attempt) {
        if (!attempt.conversation().open()) {
            return;
        }
        notes.doing("JSON ping");
        attempt.conversation().send(OutFrame.text(JSON_PING));
        long until = System.nanoTime() + examination.options().limits().reply().toNanos() / 5;
        Got got = attempt.conversation().await(Duration.ofNanos(until - System.nanoTime()));
        switch (got) {
            case Got.Message(boolean text, byte[] payload, boolean _) -> {
                String said = text ? new String(payload, StandardCharsets.UTF_8) : "";
                notes.info(
                        "JSON ping",
                        said.contains("pong")
                                ? "answered with a pong"
                                : said.equals(JSON_PING)
                                        ? "comes back as it was sent"
                                        : "answered with something else");
            }
            case Got.Close(var frame) ->
                notes.note("JSON ping", "is not for this application: it closed with " + Phrases.codeAndReason(frame));
            case Got.Silence _ -> notes.info("JSON ping", "not answered, which is for the application to decide");
            case Got.Broken _, Got.Ended _ ->
                ended(notes, attempt, "JSON ping", "The connection breaks at the first message");
            case Got.Pong _, Got.Ping _, Got.TooLong _ -> notes.info("JSON ping", "not answered");
        }
    }

    private static void ended(Notes notes, Attempt attempt, String what, String title) {
        notes.bad(what, Examination.endWords(attempt));
        notes.found(Severity.FAULT, title, attempt.explain());
    }

    @Override
    public @Nullable String skip(Examination examination) {
        return examination.opens() ? null : "no connection could be opened";
    }
}
