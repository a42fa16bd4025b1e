package dev.holdfast.doctor.probe.check;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.doctor.probe.finding.Severity;
import dev.holdfast.doctor.probe.wire.Attempt;
import dev.holdfast.doctor.probe.wire.Conversation;
import dev.holdfast.doctor.probe.wire.Got;
import dev.holdfast.doctor.probe.wire.Opcode;
import dev.holdfast.doctor.probe.wire.OutFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Empty, fragmented and large messages: what the server, and whatever stands before it, takes. What an
/// application makes of them is its own matter; that a connection breaks over them is not.
final class MessagesCheck implements Check {
    private static final List<Integer> SIZES = List.of(1024, 16 * 1024, 60_000, 70_000, 262_144, 1_048_576);
    private static final int TOO_BIG = 1009;

    @Override
    public String name() {
        return "messages";
    }

    @Override
    public String title() {
        return "Messages";
    }

    @Override
    public void run(Examination examination, Notes notes) {
        empty(examination, notes);
        fragmented(examination, notes);
        sizes(examination, notes);
    }

    private static void empty(Examination examination, Notes notes) {
        notes.doing("an empty message");
        talk(examination, notes, "an empty message", conversation -> conversation.send(OutFrame.text("")));
    }

    private static void fragmented(Examination examination, Notes notes) {
        notes.doing("a message in three fragments");
        talk(examination, notes, "a message in three fragments, a ping between", conversation -> {
            conversation.send(OutFrame.text("{\"type\"").unfinished());
            conversation.send(OutFrame.ping(new byte[0]));
            conversation.send(OutFrame.of(Opcode.CONTINUATION, ":\"pi".getBytes(StandardCharsets.US_ASCII))
                    .unfinished());
            return conversation.send(OutFrame.of(Opcode.CONTINUATION, "ng\"}".getBytes(StandardCharsets.US_ASCII)));
        });
    }

    /// Something to say on an open connection.
    @FunctionalInterface
    private interface Saying {
        boolean say(Conversation conversation);
    }

    private static void talk(Examination examination, Notes notes, String what, Saying saying) {
        Attempt attempt = examination.connect(examination.usual());
        if (attempt == null) {
            notes.note(what, "the connection did not come about this time");
            return;
        }
        try (attempt) {
            saying.say(attempt.conversation());
            Duration pong = attempt.conversation().ping("after".getBytes(StandardCharsets.US_ASCII));
            if (pong != null) {
                notes.good(what, "taken, the connection goes on");
                attempt.conversation().close();
                return;
            }
            judge(notes, attempt, what);
        }
    }

    private static void judge(Notes notes, Attempt attempt, String what) {
        Got end = attempt.conversation().end();
        switch (end) {
            case null -> notes.note(what, "no pong came after it");
            case Got.Close(var frame)
            when frame.reportedCode() == 1002 || frame.reportedCode() == 1006 -> {
                notes.bad(what, Examination.endWords(attempt));
                notes.found(Severity.FAULT, "A valid message is taken for a broken one", attempt.explain());
            }
            case Got.Close(var frame) ->
                notes.note(what, "the application closed with " + Phrases.codeAndReason(frame));
            case Got.Ended _, Got.Broken _ -> {
                notes.bad(what, Examination.endWords(attempt));
                notes.found(Severity.FAULT, "The connection breaks over a valid message", attempt.explain());
            }
            case Got.TooLong _, Got.Message _, Got.Ping _, Got.Pong _, Got.Silence _ ->
                notes.note(what, Examination.endWords(attempt));
        }
    }

    private static void sizes(Examination examination, Notes notes) {
        int taken = 0;
        Attempt attempt = examination.connect(examination.usual());
        for (int size : SIZES) {
            if (attempt == null) {
                break;
            }
            notes.doing("a message of " + size + " bytes");
            attempt.conversation().send(OutFrame.text(json(size)));
            Duration pong = attempt.conversation().ping(("after " + size).getBytes(StandardCharsets.US_ASCII));
            if (pong == null) {
                limit(notes, attempt, taken, size);
                attempt.close();
                return;
            }
            taken = size;
        }
        if (attempt != null) {
            notes.good("large messages", "up to " + bytes(taken) + " were taken; larger ones were not tried");
            attempt.conversation().close();
            attempt.close();
        }
    }

    private static void limit(Notes notes, Attempt attempt, int taken, int size) {
        String between = "up to " + bytes(taken) + " taken, " + bytes(size) + " not: ";
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
                "A message of " + bytes(size) + " ends the connection without a close frame; one of " + bytes(taken)
                        + " does not.",
                List.of("taken: " + bytes(taken), "not taken: " + bytes(size) + ", " + Examination.endWords(attempt)),
                "Raise the limit on messages, or close with 1009 so that a client can tell; look also at what stands between.");
    }

    /// A message that applications pass over, as large as this.
    private static String json(int size) {
        String before = "{\"type\":\"ping\",\"pad\":\"";
        String after = "\"}";
        return before + "x".repeat(size - before.length() - after.length()) + after;
    }

    private static String bytes(int size) {
        if (size >= 1_048_576) {
            return size / 1_048_576 + " MiB";
        }
        return size % 1024 == 0 ? size / 1024 + " KiB" : size + " bytes";
    }

    @Override
    public @Nullable String skip(Examination examination) {
        return examination.opens() ? null : "no connection could be opened";
    }
}
