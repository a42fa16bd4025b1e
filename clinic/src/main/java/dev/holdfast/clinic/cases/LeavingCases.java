package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.part.Browser;
import dev.holdfast.clinic.part.Child;
import dev.holdfast.clinic.part.Page;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import java.net.URI;
import java.util.List;
import java.util.Set;

/// Clients that leave, each in the way of its kind.
final class LeavingCases {
    private static final String CONNECT = """
            new Promise((done, failed) => {
              window.socket = new WebSocket('%s');
              socket.onmessage = () => done('talking');
              socket.onopen = () => socket.send('hello');
              socket.onerror = failed;
            })
            """;

    private static final String NODE_CLIENT = """
            import WebSocket from "ws";
            const [url, code, reason] = process.argv.slice(1);
            const socket = new WebSocket(url);
            socket.on("open", () => socket.send("hello"));
            socket.on("message", () => (code ? socket.close(Number(code), reason) : socket.close()));
            socket.on("close", () => console.log("closed"));
            """;

    private static final String PYTHON_CLIENT = """
            import asyncio, sys, websockets
            async def main():
                socket = await websockets.connect(sys.argv[1])
                await socket.send("hello")
                await socket.recv()
                await socket.close(int(sys.argv[2]), sys.argv[3])
                print("closed")
            asyncio.run(main())
            """;

    private LeavingCases() {}

    static List<ClinicCase> all() {
        return List.of(
                page(Browser.Kind.CHROMIUM, "tab closed", Page::closeTab),
                page(Browser.Kind.CHROMIUM, "reloaded", Page::reload),
                page(Browser.Kind.CHROMIUM, "closed by its script", page -> page.evaluate("socket.close()")),
                page(
                        Browser.Kind.CHROMIUM,
                        "left for another page",
                        page -> page.evaluate("setTimeout(() => { location.href = '/other' }, 0), 0")),
                page(Browser.Kind.FIREFOX, "tab closed", Page::closeTab),
                page(Browser.Kind.FIREFOX, "reloaded", Page::reload),
                page(Browser.Kind.FIREFOX, "closed with a code", page -> page.evaluate("socket.close(4000, 'bye')")),
                hit(Cause.CLIENT_LEFT, "Chromium", trial -> browserKilled(trial, Browser.Kind.CHROMIUM))
                        .called("killed")
                        .needing(Need.CHROMIUM, Need.NODE),
                hit(Cause.CLIENT_LEFT, "Node ws", trial -> nodeCloses(trial, "", ""))
                        .needing(Need.NODE),
                hit(Cause.CLIENT_LEFT, "python-websockets", trial -> pythonCloses(trial, 1000, ""))
                        .needing(Need.PYTHON_WEBSOCKETS),
                nearMiss(
                                Cause.CLIENT_LEFT,
                                "Node ws",
                                "a client that closes with an error code",
                                Set.of(Cause.CLIENT_CLOSED_WITH_ERROR),
                                trial -> nodeCloses(trial, "1011", "out of memory"))
                        .needing(Need.NODE),
                hit(
                                Cause.CLIENT_CLOSED_WITH_ERROR,
                                "Node ws",
                                trial -> nodeCloses(trial, "1008", "not what I asked for"))
                        .needing(Need.NODE),
                hit(
                                Cause.CLIENT_CLOSED_WITH_ERROR,
                                "python-websockets",
                                trial -> pythonCloses(trial, 1011, "unexpected error"))
                        .needing(Need.PYTHON_WEBSOCKETS),
                // Its word is about a ping that was not answered, which says more.
                nearMiss(
                                Cause.CLIENT_CLOSED_WITH_ERROR,
                                "python-websockets",
                                "an error code with the reason of a keepalive",
                                Set.of(Cause.CLIENT_LIBRARY_TIMEOUT),
                                trial -> pythonCloses(trial, 1011, "keepalive ping timeout"))
                        .needing(Need.PYTHON_WEBSOCKETS),
                nearMiss(
                                Cause.CLIENT_LIBRARY_TIMEOUT,
                                "Node ws",
                                "an application that closes because of a timeout of its own",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> nodeCloses(trial, "4000", "session timeout"))
                        .needing(Need.NODE));
    }

    /// What a page does when it goes.
    @FunctionalInterface
    private interface Leave {
        void leave(Page page) throws Exception;
    }

    private static ClinicCase page(Browser.Kind kind, String how, Leave leave) {
        boolean chromium = kind == Browser.Kind.CHROMIUM;
        return hit(Cause.CLIENT_LEFT, chromium ? "Chromium" : "Firefox", trial -> {
                    Server server = trial.development().start();
                    // One that may not be stored is not kept in the back/forward cache, connection and all.
                    URI address = trial.pages()
                            .header("/", "Cache-Control", "no-store")
                            .at("/");
                    Page page = (chromium ? trial.chromium() : trial.firefox()).open(address);
                    page.evaluate(CONNECT.formatted(Trial.ws(server.address())));
                    leave.leave(page);
                    return Said.of("end", server.diagnostics().end());
                })
                .called(how)
                .needing(chromium ? Need.CHROMIUM : Need.FIREFOX, Need.NODE);
    }

    /// The kernel closes the browser's sockets; its network service still says goodbye for the page.
    private static Said browserKilled(Trial trial, Browser.Kind kind) throws Exception {
        Server server = trial.development().start();
        URI address = trial.pages().at("/");
        Browser browser = trial.ownBrowser(kind);
        browser.page().open(address).evaluate(CONNECT.formatted(Trial.ws(server.address())));
        browser.killMain();
        return Said.of("end", server.diagnostics().end());
    }

    private static Said nodeCloses(Trial trial, String code, String reason) throws Exception {
        Server server = trial.development().start();
        Child client = trial.node(NODE_CLIENT, Trial.ws(server.address()), code, reason);
        client.says("closed");
        return Said.of("end", server.diagnostics().end());
    }

    private static Said pythonCloses(Trial trial, int code, String reason) throws Exception {
        Server server = trial.development().start();
        trial.python(PYTHON_CLIENT, Trial.ws(server.address()), code, reason).says("closed");
        return Said.of("end", server.diagnostics().end());
    }
}
