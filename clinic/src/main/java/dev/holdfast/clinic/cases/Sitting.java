package dev.holdfast.clinic.cases;

import dev.holdfast.clinic.part.Child;
import dev.holdfast.clinic.part.Page;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.WebPages;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Trial;
import java.util.List;

/// Clients that connect, say what they are given and sit there until the connection ends: what happens then is the
/// server's doing. In development, where nobody needs a token.
enum Sitting {
    NODE("Node ws", List.of(Need.NODE)) {
        @Override
        Client connect(Trial trial, Server server, String... messages) throws Exception {
            Child client = trial.node("""
                    import WebSocket from "ws";
                    const [, url, ...messages] = process.argv;
                    const socket = new WebSocket(url);
                    socket.on("error", () => {});
                    socket.on("open", () => {
                      messages.forEach((message) => socket.send(message));
                      console.log("open");
                    });
                    socket.on("close", (code) => console.log("closed", code));
                    """, arguments(server, messages)).says("open");
            return () -> client.says("closed");
        }
    },
    PYTHON("python-websockets", List.of(Need.PYTHON_WEBSOCKETS)) {
        @Override
        Client connect(Trial trial, Server server, String... messages) throws Exception {
            Child client = trial.python("""
                    import asyncio, sys, websockets
                    async def main():
                        async with websockets.connect(sys.argv[1], ping_interval=None) as socket:
                            for message in sys.argv[2:]:
                                await socket.send(message)
                            print("open")
                            await socket.wait_closed()
                            print("closed", socket.close_code)
                    asyncio.run(main())
                    """, arguments(server, messages)).says("open");
            return () -> client.says("closed");
        }
    },
    CHROMIUM("Chromium", List.of(Need.CHROMIUM, Need.NODE)) {
        @Override
        Client connect(Trial trial, Server server, String... messages) throws Exception {
            WebPages pages = trial.pages();
            Page page = trial.chromium().open(pages.at("/"));
            page.evaluate("""
                    new Promise(done => {
                      globalThis.socket = new WebSocket('%s');
                      globalThis.closed = new Promise(end => { socket.onclose = event => end(event.code); });
                      socket.onopen = () => { %s.forEach(message => socket.send(message)); done(); };
                    })
                    """.formatted(Trial.ws(server.address()), json(messages)));
            return () -> page.evaluate("globalThis.closed");
        }
    };

    private final String software;
    private final List<Need> needs;

    Sitting(String software, List<Need> needs) {
        this.software = software;
        this.needs = needs;
    }

    /// An open connection, seen from its client.
    @FunctionalInterface
    interface Client {
        /// Waits until the client has noticed its end.
        void awaitClosed() throws Exception;
    }

    String software() {
        return software;
    }

    Need[] needs() {
        return needs.toArray(Need[]::new);
    }

    /// Returns when it is open.
    ///
    /// @param messages that it sends at once
    abstract Client connect(Trial trial, Server server, String... messages) throws Exception;

    private static Object[] arguments(Server server, String... messages) {
        Object[] all = new Object[messages.length + 1];
        all[0] = Trial.ws(server.address());
        System.arraycopy(messages, 0, all, 1, messages.length);
        return all;
    }

    private static String json(String... messages) {
        return "["
                + String.join(
                        ",",
                        List.of(messages).stream().map(each -> "'" + each + "'").toList()) + "]";
    }
}
