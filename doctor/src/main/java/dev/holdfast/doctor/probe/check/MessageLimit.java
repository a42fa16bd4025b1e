package dev.holdfast.doctor.probe.check;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.doctor.probe.finding.Severity;
import dev.holdfast.doctor.probe.wire.Attempt;
import dev.holdfast.doctor.probe.wire.Got;
import dev.holdfast.doctor.probe.wire.OutFrame;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How large a message the server takes, to the byte: ever larger ones first, then halves of what lies between, where
/// limits that people set are tried before others.
///
/// Bounded: messages of 2 MiB, 22 connections and 32 MiB for the search, and it leaves some connections to later
/// checks.
final class MessageLimit {
    private static final List<Integer> STEPS = List.of(1024, 16 * 1024, 60_000, 70_000, 262_144, 1_048_576, 2_097_152);
    private static final int CONNECTIONS = 22;
    private static final long BYTES = 32L * 1024 * 1024;
    private static final int FOR_OTHERS = 20;
    private static final int TOO_BIG = 1009;

    private final Examination examination;
    private final Notes notes;
    private @Nullable Attempt open;
    private int taken;

    MessageLimit(Examination examination, Notes notes) {
        this.examination = examination;
        this.notes = notes;
    }

    /// A message that was not taken, and how it ended the connection.
    private record Refused(int size, Attempt attempt) {}

    void find() {
        try {
            Refused refused = null;
            for (int size : STEPS) {
                refused = offer(size);
                if (refused != null || open == null) {
                    break;
                }
            }
            if (refused != null) {
                tell(narrowed(refused));
            } else if (open == null) {
                notes.note("large messages", "the connection did not come about this time");
            } else {
                notes.good("large messages", "up to " + bytes(taken) + " were taken; larger ones were not tried");
            }
        } finally {
            leave();
        }
    }

    private void leave() {
        Attempt present = open;
        if (present != null) {
            present.conversation().close();
            present.close();
            open = null;
        }
    }

    /// Sends a message of a size, on the connection that is there or else on a new one.
    ///
    /// @return `null` where it was taken, or no connection came about
    private @Nullable Refused offer(int size) {
        Attempt attempt = open == null ? examination.connect(examination.usual()) : open;
        open = attempt;
        if (attempt == null) {
            return null;
        }
        notes.doing("a message of " + size + " bytes");
        attempt.conversation().send(OutFrame.text(json(size)));
        if (attempt.conversation().ping(("after " + size).getBytes(StandardCharsets.US_ASCII)) != null) {
            taken = size;
            return null;
        }
        attempt.close();
        open = null;
        return new Refused(size, attempt);
    }

    /// Closes in on the limit, as long as messages end connections by their size alone.
    private Refused narrowed(Refused first) {
        Refused least = first;
        int connections = 0;
        long sent = 0;
        while (taken > 0 && least.size() > taken + 1 && endsIt(least) && connections < CONNECTIONS) {
            int size = between(taken, least.size());
            sent += size;
            boolean anew = open == null;
            if (sent > BYTES || (anew && examination.budget().left() <= FOR_OTHERS)) {
                break;
            }
            connections += anew ? 1 : 0;
            Refused refused = offer(size);
            if (refused == null && open == null) {
                break;
            }
            least = refused == null ? least : refused;
        }
        return least;
    }

    /// Silence may have other reasons, and costs five seconds each time.
    private static boolean endsIt(Refused refused) {
        return switch (refused.attempt().conversation().end()) {
            case Got.Close _, Got.Ended _ -> true;
            case null -> false;
            case Got.Broken _, Got.TooLong _, Got.Message _, Got.Ping _, Got.Pong _, Got.Silence _ -> false;
        };
    }

    /// The next size to try: one that people set as a limit, or the one behind it, or else the middle.
    ///
    /// @param least a greater size is not taken
    static int between(int taken, int least) {
        if (usual(taken)) {
            return taken + 1;
        }
        int middle = taken + (least - taken) / 2;
        int best = -1;
        for (int limit = 1024; limit > 0 && limit < least; limit *= 2) {
            best = nearer(best, limit, taken, middle);
        }
        for (int limit = 1000; limit < least; limit *= 10) {
            for (int times : new int[] {1, 2, 5}) {
                best = limit * times < least ? nearer(best, limit * times, taken, middle) : best;
            }
        }
        return best < 0 ? middle : best;
    }

    private static int nearer(int best, int limit, int taken, int middle) {
        return limit > taken && (best < 0 || Math.abs(limit - middle) < Math.abs(best - middle)) ? limit : best;
    }

    private static boolean usual(int size) {
        int digits = size;
        while (digits >= 1000 && digits % 10 == 0) {
            digits /= 10;
        }
        return (size >= 1024 && Integer.bitCount(size) == 1)
                || (size >= 1000 && digits >= 100 && (digits == 100 || digits == 200 || digits == 500));
    }

    private void tell(Refused refused) {
        Attempt attempt = refused.attempt();
        int size = refused.size();
        String not = size == taken + 1 ? "one byte more" : bytes(size);
        String between = (taken == 0 ? "" : "up to " + bytes(taken) + " taken, ") + not + " not: ";
        Got end = attempt.conversation().end();
        switch (end) {
            case Got.Close(var frame)
            when frame.reportedCode() == TOO_BIG ->
                notes.good("large messages", between + "closed with " + Phrases.codeAndReason(frame));
            case Got.Close(var frame) ->
                notes.note(
                        "large messages",
                        between + "closed with " + Phrases.codeAndReason(frame) + ", where 1009 says it");
            case Got.Ended _ -> {
                notes.bad("large messages", between + Examination.endWords(attempt));
                notes.found(
                        Severity.FAULT,
                        "A large message breaks the connection without a word",
                        tooBig(attempt, taken, size));
            }
            case Got.Broken _ -> {
                notes.bad("large messages", between + Examination.endWords(attempt));
                notes.found(Severity.FAULT, "The connection breaks over a valid message", attempt.explain());
            }
            case null -> notes.note("large messages", between + "no pong came within 5 s");
            case Got.TooLong _, Got.Message _, Got.Ping _, Got.Pong _, Got.Silence _ ->
                notes.note("large messages", between + Examination.endWords(attempt));
        }
    }

    private static Explanation tooBig(Attempt attempt, int taken, int size) {
        return Explained.as(
                Cause.MESSAGE_TOO_BIG,
                Confidence.LIKELY,
                Initiator.BACKEND,
                "A message of " + bytes(size) + " ends the connection without a close frame"
                        + (taken == 0 ? "." : "; one of " + bytes(taken) + " does not."),
                List.of(
                        "taken: " + (taken == 0 ? "none" : bytes(taken)),
                        "not taken: " + bytes(size) + ", " + Examination.endWords(attempt)),
                "Raise the limit on messages, or close with 1009 so that a client can tell; look also at what stands between.");
    }

    /// A message that applications pass over, as large as this.
    private static String json(int size) {
        String before = "{\"type\":\"ping\",\"pad\":\"";
        String after = "\"}";
        return before + "x".repeat(size - before.length() - after.length()) + after;
    }

    private static String bytes(int size) {
        if (size >= 1_048_576 && size % 1_048_576 == 0) {
            return size / 1_048_576 + " MiB";
        }
        return size % 1024 == 0 ? size / 1024 + " KiB" : size + " bytes";
    }
}
