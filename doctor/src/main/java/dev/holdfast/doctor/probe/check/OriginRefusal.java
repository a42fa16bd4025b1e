package dev.holdfast.doctor.probe.check;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.doctor.probe.finding.Severity;
import dev.holdfast.doctor.probe.wire.Attempt;
import dev.holdfast.doctor.probe.wire.HandshakeRequest;
import java.util.List;

/// Shows whether it is the page's origin for which a handshake is refused: the same one is made without
/// it, and both are made once more, so that nothing else that changes in between can be taken for it.
final class OriginRefusal {
    private OriginRefusal() {}

    /// @param refused a handshake with an origin
    /// @param words how it was refused
    /// @return whether it is the origin; then it was noted as a finding
    static boolean shown(Examination examination, Notes notes, HandshakeRequest refused, String words) {
        String origin = refused.origin();
        if (origin == null) {
            return false;
        }
        notes.doing("the same without an origin");
        Tried without = connect(examination, refused.from(null));
        if (!without.open()) {
            return false;
        }
        Tried again = connect(examination, refused);
        Tried withoutAgain = connect(examination, refused.from(null));
        boolean sure = !again.open() && withoutAgain.open();
        notes.bad(origin, words + "; without an origin it opens");
        notes.found(
                Severity.FAULT,
                "The page's origin is refused",
                Explained.as(
                        Cause.ORIGIN_NOT_ALLOWED,
                        sure ? Confidence.PROVEN : Confidence.LIKELY,
                        Initiator.BACKEND,
                        "The same handshake opens without an Origin and is refused with " + origin + ".",
                        List.of(
                                "no Origin: " + without.words() + ", then " + withoutAgain.words(),
                                origin + ": " + words + ", then " + again.words()),
                        "Add " + origin
                                + ", exactly so, to the origins that the server allows; behind a proxy look whether"
                                + " it compares Origin with a Host that the proxy has changed."));
        examination.originIsRefused();
        return true;
    }

    /// How one handshake fared.
    record Tried(boolean open, String words) {}

    static Tried connect(Examination examination, HandshakeRequest request) {
        return connect(examination, request, false);
    }

    /// @param good whether it is watched for as long as a refusal may take
    static Tried connect(Examination examination, HandshakeRequest request, boolean good) {
        try (Attempt attempt = examination.attempt(request)) {
            boolean open =
                    attempt.scriptGoesOn() && (good ? examination.openForGood(attempt) : examination.settled(attempt));
            if (open) {
                attempt.conversation().close();
            }
            return new Tried(open, Examination.words(attempt));
        }
    }
}
