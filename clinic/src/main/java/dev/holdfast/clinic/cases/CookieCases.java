package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.part.Page;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.Token;
import dev.holdfast.clinic.part.WebPages;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Scenario;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import java.util.List;
import java.util.Set;

/// Cookies that a real browser keeps back, and pages of somebody who is not logged in.
final class CookieCases {
    private static final String CONNECTS = """
            new Promise(done => {
              const socket = new WebSocket('%s');
              socket.onopen = () => socket.close(1000);
              socket.onclose = event => done(event.code);
            })
            """;

    private CookieCases() {}

    private enum Login {
        /// The site set its cookie with `SameSite=Lax`, as browsers do where nothing is said.
        LAX,
        NONE
    }

    @FunctionalInterface
    private interface NewPage {
        Page of(Trial trial) throws Exception;
    }

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.COOKIE_NOT_SENT, "Chromium", page(Trial::chromium, "localhost", Login.LAX))
                        .needing(Need.CHROMIUM, Need.NODE),
                hit(Cause.COOKIE_NOT_SENT, "Firefox", page(Trial::firefox, "localhost", Login.LAX))
                        .needing(Need.FIREFOX, Need.NODE),
                nearMiss(
                                Cause.COOKIE_NOT_SENT,
                                "Chromium",
                                "nobody logged in",
                                Set.of(Cause.TOKEN_MISSING),
                                page(Trial::chromium, "127.0.0.1", Login.NONE))
                        .needing(Need.CHROMIUM, Need.NODE),
                nearMiss(
                                Cause.COOKIE_NOT_SENT,
                                "Chromium",
                                "a cookie of the same site",
                                Set.of(Cause.CLIENT_LEFT),
                                page(Trial::chromium, "127.0.0.1", Login.LAX))
                        .needing(Need.CHROMIUM, Need.NODE));
    }

    /// Somebody logs in on the server's host, and a page of the given host connects.
    private static Scenario page(NewPage browser, String host, Login login) {
        return trial -> {
            WebPages pages = trial.pages();
            Server server = trial.production()
                    .with("origins", pages.origin(host))
                    .with("auth.carriers", "cookie")
                    .start();
            if (login == Login.LAX) {
                pages.header(
                        "/login", "Set-Cookie", "token=" + Token.of("alice").signed() + "; Path=/; SameSite=Lax");
            }
            Page page = browser.of(trial).open(pages.at("/login")).open(pages.at(host, "/"));
            page.evaluate(CONNECTS.formatted(Trial.ws(server.address())));
            return Said.of("end", server.diagnostics().end());
        };
    }
}
