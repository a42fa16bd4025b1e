package dev.holdfast.doctor.probe.check;

import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.doctor.probe.finding.Severity;
import dev.holdfast.doctor.probe.wire.AnswerHead;
import dev.holdfast.doctor.probe.wire.Attempt;
import dev.holdfast.doctor.probe.wire.Attempt.Answered;
import dev.holdfast.doctor.probe.wire.Attempt.Failed;
import dev.holdfast.doctor.probe.wire.Attempt.Opened;
import org.jspecify.annotations.Nullable;

/// The plain opening handshake, without a token: is there a WebSocket at all?
final class OpenCheck implements Check {
    @Override
    public String name() {
        return "open";
    }

    @Override
    public String title() {
        return "Opening handshake";
    }

    @Override
    public boolean always() {
        return true;
    }

    @Override
    public @Nullable String skip(Examination examination) {
        if (!examination.reached()) {
            return "no TCP connection could be made";
        }
        return examination.hasTls() ? null : "TLS did not come about";
    }

    @Override
    public void run(Examination examination, Notes notes) {
        notes.doing("handshake without a token");
        try (Attempt attempt = examination.attempt(examination.bare())) {
            switch (attempt.outcome()) {
                case Failed _ -> {
                    notes.bad("answer", Examination.words(attempt));
                    notes.found(Severity.FAULT, "The opening handshake gets no answer", attempt.explain());
                }
                case Answered answered -> refused(examination, notes, attempt, answered);
                case Opened opened -> opened(examination, notes, attempt, opened);
            }
        }
    }

    private static void refused(Examination examination, Notes notes, Attempt attempt, Answered answered) {
        AnswerHead head = answered.head();
        String server = head.shown("server");
        String location = head.shown("location");
        String how = "HTTP " + head.status()
                + (server == null ? "" : ", by " + server)
                + (location == null ? "" : ", leads to " + withoutQuery(location) + " (not followed)");
        if (withoutOrigin(examination, notes, attempt)) {
            return;
        }
        if (examination.token() != null && Refusals.mayBeForWantOfAToken(head.status())) {
            notes.info("without a token", how);
            examination.refusedWithout(attempt);
            return;
        }
        notes.bad("answer", how);
        Explanation why = Refusals.explain(examination, attempt, answered);
        notes.found(Severity.FAULT, "The opening handshake is refused with HTTP " + head.status(), why);
    }

    /// Whether it is the origin's fault, so that the rest can be examined without it.
    private static boolean withoutOrigin(Examination examination, Notes notes, Attempt attempt) {
        if (!OriginRefusal.shown(examination, notes, attempt.request(), Examination.words(attempt))) {
            return false;
        }
        examination.itOpens();
        return true;
    }

    private static String withoutQuery(String location) {
        int question = location.indexOf('?');
        return question < 0 ? location : location.substring(0, question) + "?…";
    }

    private static void opened(Examination examination, Notes notes, Attempt attempt, Opened opened) {
        if (!attempt.scriptGoesOn()) {
            notes.bad(
                    "101",
                    "one that every client must refuse: "
                            + opened.flaws().getFirst().meaning());
            attempt.refuseAsBrowser();
            notes.found(Severity.FAULT, "Every client must refuse this 101", attempt.explain());
            return;
        }
        notes.good("101", "in " + Phrases.time(opened.took()));
        boolean open = examination.token() == null ? examination.settled(attempt) : examination.openForGood(attempt);
        if (open) {
            examination.itOpens();
            attempt.conversation().close();
            return;
        }
        if (withoutOrigin(examination, notes, attempt)) {
            return;
        }
        if (examination.token() != null) {
            notes.info("without a token", Examination.words(attempt));
            examination.refusedWithout(attempt);
            return;
        }
        notes.bad("then", Examination.words(attempt));
        notes.found(Severity.FAULT, "The connection ends right after it was opened", attempt.explain());
    }
}
