package dev.holdfast.core.cause;

import java.util.List;

/// The one answer to "why did it end". Log, metrics, API, dashboard, client and probe all show this and nothing else.
///
/// @param cause from the closed catalogue
/// @param confidence how sure; `NONE` for [Cause#UNEXPLAINED]
/// @param initiator who acted first; not whose fault it is, which is the cause's to say
/// @param expected whether an operator should leave it alone: a closed page is expected, a kill is not
/// @param summary one sentence
/// @param evidence the facts it rests on, each a short clause; at least one
/// @param fix what to do about it
/// @param missing of an unexplained end: the facts that would have decided it
public record Explanation(
        Cause cause,
        Confidence confidence,
        Initiator initiator,
        boolean expected,
        String summary,
        List<String> evidence,
        String fix,
        List<String> missing) {
    public Explanation {
        evidence = List.copyOf(evidence);
        missing = List.copyOf(missing);
        if (summary.isBlank() || evidence.isEmpty() || fix.isBlank()) {
            throw new IllegalArgumentException("an explanation has a summary, evidence and a fix, found " + cause.id()
                    + " with \"" + summary + "\", " + evidence + " and \"" + fix + "\"");
        }
        if ((cause == Cause.UNEXPLAINED) != (confidence == Confidence.NONE)) {
            throw new IllegalArgumentException("only an unexplained end has no confidence, found " + cause.id()
                    + " with " + confidence + ": give the finding its confidence");
        }
        if ((cause == Cause.UNEXPLAINED) == missing.isEmpty()) {
            throw new IllegalArgumentException("an unexplained end, and no other, names its missing facts; found "
                    + cause.id() + " with " + missing);
        }
    }

    /// The page that explains the cause, relative to the project's root.
    public String doc() {
        return cause.doc();
    }
}
