package dev.holdfast.doctor.probe.check;

import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.credential.SubprotocolEntry;
import dev.holdfast.core.evidence.ReplyFlaw;
import dev.holdfast.doctor.probe.finding.Severity;
import dev.holdfast.doctor.probe.wire.Attempt;
import dev.holdfast.doctor.probe.wire.Attempt.Opened;
import dev.holdfast.doctor.probe.wire.HandshakeRequest;
import dev.holdfast.doctor.probe.wire.TokenBy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The same handshakes made twice: once as tolerantly as a script, once as strictly as a browser. What
/// only the strict one minds is what "works in my script" hides.
final class HandshakeCheck implements Check {
    private static final String UNKNOWN = "holdfast-probe-unknown";
    private static final String USUAL = "jwt-auth";
    private static final String UNKNOWN_EXTENSION = "x-holdfast-probe";

    @Override
    public String name() {
        return "handshake";
    }

    @Override
    public String title() {
        return "Browser against script";
    }

    @Override
    public void run(Examination examination, Notes notes) {
        for (Offer offer : offers(examination)) {
            notes.doing("as a script: " + offer.what());
            Went script = asScript(examination, offer.request());
            notes.doing("as a browser: " + offer.what());
            try (Attempt browser = examination.attempt(offer.request())) {
                compare(examination, notes, offer, script, browser);
                TokenEcho.look(examination, notes, browser);
            }
        }
        unknownExtension(examination, notes);
    }

    /// One way to ask.
    ///
    /// @param meant whether it is what this server's clients do, so that a failure is one; else it is
    /// only told
    private record Offer(String what, HandshakeRequest request, boolean meant) {}

    /// How the tolerant client fared.
    private record Went(boolean open, String words) {}

    private static List<Offer> offers(Examination examination) {
        List<String> given = examination.options().subprotocols();
        HandshakeRequest plain = examination.bare().offering(List.of());
        List<Offer> offers = new ArrayList<>();
        if (examination.tokenBy() != TokenBy.SUBPROTOCOL) {
            // A client that offers nothing is right wherever subprotocols are not asked for.
            offers.add(new Offer("no subprotocol", examination.credentialed(plain), given.isEmpty()));
            offers.add(
                    given.isEmpty()
                            ? new Offer(USUAL, examination.credentialed(plain.offering(List.of(USUAL))), false)
                            : new Offer(
                                    String.join(", ", given), examination.credentialed(plain.offering(given)), true));
            offers.add(new Offer("an unknown one", examination.credentialed(plain.offering(List.of(UNKNOWN))), false));
        }
        String token = examination.token();
        if (token != null) {
            offers.add(new Offer(
                    (given.isEmpty() ? USUAL : String.join(", ", given)) + " and jwt.<token>",
                    plain.offering(given).carrying(TokenBy.SUBPROTOCOL, token),
                    true));
        } else {
            offers.add(new Offer(
                    USUAL + " and a made-up jwt.<token>",
                    plain.carrying(TokenBy.SUBPROTOCOL, "holdfast-probe-token"),
                    false));
        }
        return offers;
    }

    private static Went asScript(Examination examination, HandshakeRequest request) {
        try (Attempt attempt = examination.attempt(request)) {
            if (!attempt.scriptGoesOn()) {
                return new Went(false, said(attempt));
            }
            boolean open = examination.settled(attempt);
            if (open) {
                attempt.conversation().close();
            }
            return new Went(open, said(attempt));
        }
    }

    private static String said(Attempt attempt) {
        if (!(attempt.outcome() instanceof Opened opened)) {
            return Examination.words(attempt);
        }
        if (!opened.flaws().isEmpty()) {
            return "must refuse the 101: "
                    + opened.flaws().stream().map(ReplyFlaw::meaning).collect(Collectors.joining("; "));
        }
        String selected = opened.selected();
        return Examination.words(attempt) + (selected == null ? "" : ", selected " + SubprotocolEntry.redact(selected));
    }

    private static void compare(Examination examination, Notes notes, Offer offer, Went script, Attempt browser) {
        if (browser.browserGoesOn()) {
            boolean open = examination.settled(browser);
            if (open) {
                browser.conversation().close();
            }
            tell(notes, offer, script, "browser " + said(browser), open == script.open() && open);
            return;
        }
        if (!(browser.outcome() instanceof Opened)) {
            tell(notes, offer, script, "browser " + said(browser), false);
            return;
        }
        browser.refuseAsBrowser();
        Explanation why = browser.explain();
        String how = "script " + script.words() + "; browser fails, close 1006";
        if (!offer.meant()) {
            notes.note(offer.what(), how + ": none of the offered was selected");
            return;
        }
        notes.bad(offer.what(), how);
        notes.found(
                Severity.FAULT,
                script.open() ? "A script connects, a browser does not" : "Every client must refuse this 101",
                script.open()
                        ? Explained.with(
                                why,
                                "the same handshake made as tolerantly as Python's websockets or Firefox stays open, so a test"
                                        + " by such a script shows nothing")
                        : why);
    }

    private static void tell(Notes notes, Offer offer, Went script, String browser, boolean good) {
        String alike = "script " + script.words();
        String how = alike.substring("script ".length()).equals(browser.substring("browser ".length()))
                ? "both " + script.words()
                : alike + "; " + browser;
        if (good) {
            notes.good(offer.what(), how);
        } else {
            notes.info(offer.what(), how);
        }
    }

    private static void unknownExtension(Examination examination, Notes notes) {
        notes.doing("an unknown extension");
        try (Attempt attempt = examination.attempt(examination.usual().withExtensions(UNKNOWN_EXTENSION))) {
            String what = "an unknown extension";
            if (attempt.outcome() instanceof Opened opened) {
                if (opened.head().list("sec-websocket-extensions").stream()
                        .anyMatch(each -> each.startsWith(UNKNOWN_EXTENSION))) {
                    notes.note(what, "is repeated in the 101 as if it were spoken");
                } else {
                    notes.good(what, "is passed over, as it should be");
                }
                if (examination.settled(attempt)) {
                    attempt.conversation().close();
                }
            } else {
                notes.note(what, Examination.words(attempt));
            }
        }
    }

    @Override
    public @Nullable String skip(Examination examination) {
        return examination.opens() ? null : "no connection could be opened";
    }
}
