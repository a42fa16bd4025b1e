package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.part.Page;
import dev.holdfast.clinic.part.Patience;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.Token;
import dev.holdfast.clinic.part.WebPages;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.server.fixture.RawClient;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Credentials that come by the wrong way, twice, a second time, or not in time.
final class CarrierCases {
    private static final String SILENT_PAGE = """
            new Promise(done => {
              const socket = new WebSocket('%s');
              socket.onclose = event => done(event.code);
            })
            """;

    private CarrierCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.AUTH_MODE_MISMATCH, "Node ws", trial -> byHeader(trial, TokenBearer.NODE))
                        .needing(Need.NODE),
                hit(Cause.AUTH_MODE_MISMATCH, "python-websockets", trial -> byHeader(trial, TokenBearer.PYTHON))
                        .needing(Need.PYTHON_WEBSOCKETS),
                hit(Cause.AUTH_MODE_MISMATCH, "Chromium", CarrierCases::pageWithSubprotocol)
                        .needing(Need.CHROMIUM, Need.NODE),
                // The carrier is right, what it carries is not.
                nearMiss(
                                Cause.AUTH_MODE_MISMATCH,
                                "Chromium",
                                "an enabled carrier with a bad token",
                                Set.of(Cause.TOKEN_MALFORMED),
                                CarrierCases::badTokenInAnEnabledCarrier)
                        .needing(Need.CHROMIUM, Need.NODE),
                hit(Cause.AUTH_CARRIERS_CONFLICT, "Node ws", trial -> twice(trial, "bob"))
                        .needing(Need.NODE),
                nearMiss(
                                Cause.AUTH_CARRIERS_CONFLICT,
                                "Node ws",
                                "the same token twice",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> twice(trial, "alice"))
                        .needing(Need.NODE),
                hit(Cause.TICKET_UNKNOWN, "Node ws", trial -> ticket(trial, TicketUse.SECOND))
                        .needing(Need.NODE)
                        .called("used twice"),
                hit(Cause.TICKET_UNKNOWN, "Node ws", trial -> ticket(trial, TicketUse.LATE))
                        .needing(Need.NODE)
                        .called("too old"),
                nearMiss(
                                Cause.TICKET_UNKNOWN,
                                "Node ws",
                                "used once",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> ticket(trial, TicketUse.FIRST))
                        .needing(Need.NODE),
                hit(Cause.INIT_HANDSHAKE_TIMEOUT, "Chromium", CarrierCases::silentPage)
                        .needing(Need.CHROMIUM, Need.NODE),
                hit(Cause.INIT_HANDSHAKE_TIMEOUT, "python-websockets", CarrierCases::silentPython)
                        .needing(Need.PYTHON_WEBSOCKETS),
                nearMiss(
                        Cause.INIT_HANDSHAKE_TIMEOUT,
                        "raw client",
                        "a first message with a bad token",
                        Set.of(Cause.TOKEN_MALFORMED),
                        CarrierCases::badFirstMessage),
                nearMiss(
                        Cause.INIT_HANDSHAKE_TIMEOUT,
                        "raw client",
                        "left before its time was over",
                        Set.of(Cause.CLIENT_LEFT),
                        CarrierCases::leftBefore));
    }

    /// A client written for the header, where only the ways of browsers are enabled: works in development, not here.
    private static Said byHeader(Trial trial, TokenBearer bearer) throws Exception {
        Server server =
                trial.production().with("auth.carriers", "subprotocol,ticket").start();
        bearer.connect(trial, server, trial.pages(), Token.of("alice").signed());
        return Said.of("end", server.diagnostics().end());
    }

    private static Said pageWithSubprotocol(Trial trial) throws Exception {
        WebPages pages = trial.pages();
        Server server = trial.production()
                .with("origins", pages.origin())
                .with("auth.carriers", "header,cookie")
                .start();
        TokenBearer.CHROMIUM.connect(trial, server, pages, Token.of("alice").signed());
        return Said.of("end", server.diagnostics().end());
    }

    private static Said badTokenInAnEnabledCarrier(Trial trial) throws Exception {
        WebPages pages = trial.pages();
        Server server = trial.production()
                .with("origins", pages.origin())
                .with("auth.carriers", "header,subprotocol")
                .start();
        TokenBearer.CHROMIUM.connect(trial, server, pages, "abc");
        return Said.of("end", server.diagnostics().end());
    }

    /// @param inCookie whose token is in the cookie; Alice's is in the header
    private static Said twice(Trial trial, String inCookie) throws Exception {
        Server server =
                trial.production().with("auth.carriers", "header,cookie").start();
        String alice = Token.of("alice").signed();
        String cookie = inCookie.equals("alice") ? alice : Token.of(inCookie).signed();
        trial.node("""
                import WebSocket from "ws";
                const [, url, header, cookie] = process.argv;
                const headers = { Authorization: `Bearer ${header}`, Cookie: `token=${cookie}` };
                const socket = new WebSocket(url, { headers });
                socket.on("error", () => {});
                socket.on("open", () => socket.close(1000));
                socket.on("close", (code) => console.log("closed", code));
                """, Trial.ws(server.address()), alice, cookie).says("closed");
        return Said.of("end", server.diagnostics().end());
    }

    private enum TicketUse {
        FIRST,
        SECOND,
        LATE
    }

    private static Said ticket(Trial trial, TicketUse use) throws Exception {
        Server server = trial.production()
                .with("auth.ticket.lifetime", use == TicketUse.LATE ? "50ms" : "30s")
                .start();
        String ticket = server.diagnostics().ticket("alice");
        if (use == TicketUse.LATE) {
            Patience.pause(Duration.ofMillis(100));
        }
        int times = use == TicketUse.SECOND ? 2 : 1;
        trial.node("""
                import WebSocket from "ws";
                const [, url, times] = process.argv;
                for (let n = 0; n < Number(times); n++) {
                  await new Promise((done) => {
                    const socket = new WebSocket(url);
                    socket.on("error", () => {});
                    socket.on("open", () => socket.close(1000));
                    socket.on("close", done);
                  });
                }
                console.log("done");
                """, Trial.ws(server.address()) + "?ticket=" + ticket, times).says("done");
        return Said.of("end", server.diagnostics().ends(times).getLast());
    }

    private static Said silentPage(Trial trial) throws Exception {
        WebPages pages = trial.pages();
        Server server =
                awaitingFirstMessage(trial).with("origins", pages.origin()).start();
        Page page = trial.chromium().open(pages.at("/"));
        page.evaluate(SILENT_PAGE.formatted(Trial.ws(server.address())));
        return Said.of("end", server.diagnostics().end());
    }

    private static Said silentPython(Trial trial) throws Exception {
        Server server = awaitingFirstMessage(trial).start();
        trial.python("""
                import asyncio, sys, websockets
                async def main():
                    async with websockets.connect(sys.argv[1]) as socket:
                        await socket.wait_closed()
                        print("closed", socket.close_code)
                asyncio.run(main())
                """, Trial.ws(server.address())).says("closed");
        return Said.of("end", server.diagnostics().end());
    }

    private static Said badFirstMessage(Trial trial) throws Exception {
        Server server = awaitingFirstMessage(trial)
                .with("auth.first-message-timeout", "10s")
                .start();
        RawClient client = trial.raw(server.address());
        client.upgrade();
        client.text("{\"type\":\"auth\",\"token\":\"abc\"}");
        client.readClose();
        return Said.of("end", server.diagnostics().end());
    }

    private static Said leftBefore(Trial trial) throws Exception {
        Server server = awaitingFirstMessage(trial)
                .with("auth.first-message-timeout", "10s")
                .start();
        RawClient client = trial.raw(server.address());
        client.upgrade();
        client.close(1000, "");
        client.readClose();
        return Said.of("end", server.diagnostics().end());
    }

    private static Server.Setup awaitingFirstMessage(Trial trial) {
        return trial.production().with("auth.carriers", "first-message").with("auth.first-message-timeout", "300ms");
    }
}
