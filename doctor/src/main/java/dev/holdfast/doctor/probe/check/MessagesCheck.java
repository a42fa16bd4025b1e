package dev.holdfast.doctor.probe.check;

import dev.holdfast.core.cause.Phrases;
import dev.holdfast.doctor.probe.finding.Severity;
import dev.holdfast.doctor.probe.wire.Attempt;
import dev.holdfast.doctor.probe.wire.Conversation;
import dev.holdfast.doctor.probe.wire.Got;
import dev.holdfast.doctor.probe.wire.Opcode;
import dev.holdfast.doctor.probe.wire.OutFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Empty, fragmented and large messages: what the server, and whatever stands before it, takes. What an
/// application makes of them is its own matter; that a connection breaks over them is not.
final class MessagesCheck implements Check {
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
        new MessageLimit(examination, notes).find();
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

    @Override
    public @Nullable String skip(Examination examination) {
        return examination.opens() ? null : "no connection could be opened";
    }
}
