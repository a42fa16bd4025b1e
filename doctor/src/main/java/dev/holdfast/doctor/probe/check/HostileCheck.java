package dev.holdfast.doctor.probe.check;

import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.Violation;
import dev.holdfast.doctor.probe.finding.Risk;
import dev.holdfast.doctor.probe.wire.Attempt;
import dev.holdfast.doctor.probe.wire.Got;
import dev.holdfast.doctor.probe.wire.OutFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Frames that no endpoint may take, one a connection: whether the server fails the connection, and with
/// which code.
final class HostileCheck implements Check {
    private static final byte[] PAYLOAD = "x".getBytes(StandardCharsets.US_ASCII);

    /// One way to break the protocol.
    private record Attack(Violation kind, OutFrame frame) {
        static Attack of(Violation kind, int first, byte... payload) {
            return new Attack(kind, new OutFrame(first, payload, true));
        }
    }

    private static final List<Attack> ATTACKS = List.of(
            new Attack(Violation.UNMASKED_FRAME, new OutFrame(0x81, PAYLOAD, false)),
            Attack.of(Violation.RESERVED_BIT, 0xc1, PAYLOAD),
            Attack.of(Violation.UNKNOWN_OPCODE, 0x83, PAYLOAD),
            Attack.of(Violation.CONTROL_TOO_LONG, 0x89, new byte[126]),
            Attack.of(Violation.CONTROL_FRAGMENTED, 0x09, PAYLOAD),
            Attack.of(Violation.CONTINUATION_WITHOUT_START, 0x80, PAYLOAD),
            Attack.of(Violation.INVALID_UTF8, 0x81, (byte) 0xc3, (byte) 0x28),
            Attack.of(Violation.CLOSE_PAYLOAD, 0x88, (byte) 3),
            Attack.of(Violation.CLOSE_CODE, 0x88, (byte) 3, (byte) 0xed));

    @Override
    public String name() {
        return "hostile";
    }

    @Override
    public String title() {
        return "Invalid frames";
    }

    @Override
    public @Nullable String skip(Examination examination) {
        if (!examination.options().hostile()) {
            return "invalid frames are sent only with --hostile";
        }
        return examination.opens() ? null : "no connection could be opened";
    }

    @Override
    public void run(Examination examination, Notes notes) {
        List<String> ignored = new ArrayList<>();
        for (Attack attack : ATTACKS) {
            notes.doing(attack.kind().meaning());
            Attempt attempt = examination.connect(examination.usual());
            if (attempt == null) {
                notes.note(attack.kind().meaning(), "the connection did not come about this time");
                continue;
            }
            try (attempt) {
                attempt.conversation().send(attack.frame());
                judge(
                        notes,
                        attempt,
                        attack,
                        ignored,
                        examination.options().limits().reply().dividedBy(2));
            }
        }
        if (!ignored.isEmpty()) {
            notes.found(
                    Risk.VIOLATION_IGNORED,
                    "The server goes on as if nothing had been wrong: " + String.join("; ", ignored) + ".",
                    ignored);
        }
    }

    private static void judge(Notes notes, Attempt attempt, Attack attack, List<String> ignored, Duration wait) {
        String what = attack.kind().meaning();
        Got got = attempt.conversation().await(wait);
        while (got instanceof Got.Message || got instanceof Got.Pong) {
            got = attempt.conversation().await(wait);
        }
        int right = attack.kind().code().value();
        switch (got) {
            case Got.Close(CloseFrame frame)
            when frame.reportedCode() == right -> notes.good(what, "closed with " + right);
            case Got.Close(CloseFrame frame)
            when closing(attack) && frame.code() == null ->
                notes.note(what, "closed with no code, where " + right + " is right");
            case Got.Close(CloseFrame frame) ->
                notes.note(what, "closed with " + frame.reportedCode() + ", where " + right + " is right");
            case Got.Ended _ -> notes.note(what, "TCP ended without a close frame, where " + right + " is right");
            case Got.Broken(var kind, String _) -> {
                notes.bad(what, "is passed over, and answered with as much: " + kind.meaning());
                ignored.add(what);
            }
            case Got.Silence _, Got.TooLong _, Got.Message _, Got.Ping _, Got.Pong _ -> {
                if (attempt.conversation().ping("alive".getBytes(StandardCharsets.US_ASCII)) != null) {
                    notes.bad(what, "is passed over, the connection goes on");
                    ignored.add(what);
                } else {
                    notes.note(what, "no answer within the time for one");
                }
            }
        }
    }

    private static boolean closing(Attack attack) {
        return attack.kind() == Violation.CLOSE_CODE || attack.kind() == Violation.CLOSE_PAYLOAD;
    }
}
