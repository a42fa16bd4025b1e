package dev.holdfast.doctor.probe.check;

import dev.holdfast.doctor.probe.finding.Risk;
import dev.holdfast.doctor.probe.target.Secrets;
import dev.holdfast.doctor.probe.wire.AnswerHead;
import dev.holdfast.doctor.probe.wire.Attempt;
import dev.holdfast.doctor.probe.wire.Header;
import java.util.List;

/// Whether an answer's head holds the token, or a piece of it.
final class TokenEcho {
    private TokenEcho() {}

    static void look(Examination examination, Notes notes, Attempt attempt) {
        Secrets secrets = Secrets.of(examination.token(), null);
        AnswerHead head = switch (attempt.outcome()) {
            case Attempt.Answered(AnswerHead answered, byte[] _) -> answered;
            case Attempt.Opened opened -> opened.head();
            case Attempt.Failed _ -> null;
        };
        if (head == null || notes.knows(Risk.TOKEN_ECHOED)) {
            return;
        }
        List<String> headers = head.headers().stream()
                .filter(header -> !secrets.mask(header.value()).equals(header.value()))
                .map(Header::name)
                .distinct()
                .toList();
        if (!headers.isEmpty()) {
            notes.bad("the answer's head", "holds the token, in " + String.join(", ", headers));
            notes.found(
                    Risk.TOKEN_ECHOED,
                    "The answer to the opening handshake holds the token, in " + String.join(", ", headers)
                            + ": it stands in every log and cache on the way back.",
                    List.of("status " + head.status(), "header " + String.join(", ", headers)));
        }
    }
}
