package dev.holdfast.doctor.probe.check;

import dev.holdfast.doctor.probe.check.OriginRefusal.Tried;
import dev.holdfast.doctor.probe.finding.Risk;
import dev.holdfast.doctor.probe.wire.TokenBy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which pages may connect. Browsers send the origin of the page with every handshake, and cookies
/// whatever page it is.
final class OriginCheck implements Check {
    /// Nobody can have it (RFC 6761).
    private static final String FOREIGN = "https://holdfast-probe.invalid";

    @Override
    public String name() {
        return "origin";
    }

    @Override
    public String title() {
        return "Origins";
    }

    @Override
    public void run(Examination examination, Notes notes) {
        String given = examination.options().origin();
        Tried none = connect(examination, notes, null);
        tell(notes, "no origin, as a script", none, true);
        if (given != null && examination.originRefused()) {
            notes.bad(given, "refused, as was shown before");
        } else if (given != null) {
            Tried own = connect(examination, notes, given);
            tell(notes, given, own, true);
            if (!own.open() && none.open()) {
                OriginRefusal.shown(examination, notes, examination.usual().from(given), own.words());
            }
        } else {
            tell(
                    notes,
                    examination.target().ownOrigin() + ", the server's own",
                    connect(examination, notes, examination.target().ownOrigin()),
                    false);
        }
        Tried foreign = connect(examination, notes, FOREIGN);
        tell(notes, FOREIGN + ", a foreign one", foreign, false);
        if (foreign.open()) {
            foreign(examination, notes);
        }
        tell(notes, "null, as a sandboxed page", connect(examination, notes, "null"), false);
    }

    private static Tried connect(Examination examination, Notes notes, @Nullable String origin) {
        notes.doing("origin " + (origin == null ? "none" : origin));
        return OriginRefusal.connect(examination, examination.usual().from(origin));
    }

    private static void tell(Notes notes, String what, Tried tried, boolean wanted) {
        if (wanted && tried.open()) {
            notes.good(what, tried.words());
        } else {
            notes.info(what, tried.words());
        }
    }

    private static void foreign(Examination examination, Notes notes) {
        String token = examination.token();
        if (token == null || examination.tokenBy() == null) {
            notes.note("any page", "may connect; that is dangerous once the server knows its users by a cookie");
            return;
        }
        Tried byCookie = OriginRefusal.connect(
                examination, examination.bare().from(FOREIGN).carrying(TokenBy.COOKIE, token), true);
        Tried without = OriginRefusal.connect(examination, examination.bare().from(FOREIGN), true);
        if (byCookie.open() && !without.open()) {
            notes.bad("a foreign page with the cookie", "opens");
            notes.found(
                    Risk.FOREIGN_ORIGIN_ACCEPTED,
                    "A page of " + FOREIGN
                            + " opens a connection with the visitor's cookie, and so acts as the visitor.",
                    List.of(
                            "Origin " + FOREIGN + " with the cookie: " + byCookie.words(),
                            "the same without the cookie: " + without.words()));
        } else if (without.open()) {
            notes.note("any page", "may connect, as whoever comes without a token");
        } else {
            notes.note("any page", "may connect with a token, but not with a cookie alone");
        }
    }
}
