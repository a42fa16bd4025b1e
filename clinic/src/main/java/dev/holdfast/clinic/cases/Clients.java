package dev.holdfast.clinic.cases;

import dev.holdfast.clinic.part.Child;
import dev.holdfast.clinic.part.Page;
import dev.holdfast.clinic.part.Patience;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Clients of real libraries that open one connection, do something with it, and stay until it has ended.
final class Clients {
    private Clients() {}

    /// A client with Node's `ws`; it has ended when this returns.
    ///
    /// @param where the server, or a box before it
    /// @param how what follows the address in `new WebSocket(address, …)`, such as `['jwt-auth']`; may be empty
    /// @param onOpen statements, with `socket`; `later(milliseconds)` is a promise
    static Child node(Trial trial, InetSocketAddress where, String how, String onOpen) throws Exception {
        return nodeAt(trial, Trial.ws(where).toString(), how, onOpen);
    }

    static Child nodeAt(Trial trial, String address, String how, String onOpen) throws Exception {
        Child node = trial.node("""
                import WebSocket from "ws";
                const later = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
                const socket = new WebSocket(process.argv[1]%s);
                socket.on("error", () => {});
                socket.on("unexpected-response", (_, answer) => { console.log("closed", answer.statusCode); process.exit(); });
                socket.on("close", (code) => { console.log("closed", code); process.exit(); });
                socket.on("open", async () => { %s });
                """.formatted(how.isEmpty() ? "" : ", " + how, onOpen), address);
        return node.says("closed");
    }

    /// The same, and what is said of it.
    static Said node(Trial trial, Server server, String how, String onOpen) throws Exception {
        node(trial, server.address(), how, onOpen);
        return end(server);
    }

    /// A client with python-websockets; it has ended when this returns.
    ///
    /// @param how further arguments of `connect`, such as `max_size=1000`
    /// @param onOpen statements, with `socket`; a dropped connection may end them
    static Child python(Trial trial, InetSocketAddress where, String how, String onOpen) throws Exception {
        return trial.python("""
                import asyncio, sys, websockets
                async def main():
                    try:
                        async with websockets.connect(sys.argv[1], %s) as socket:
                            %s
                            await socket.wait_closed()
                    except Exception as problem:
                        print(problem, file=sys.stderr)
                    print("closed")
                asyncio.run(main())
                """.formatted(how, onOpen.strip().replace("\n", "\n            ")), Trial.ws(where))
                .says("closed");
    }

    /// What a client with the JDK's `HttpClient` does on its open connection.
    @FunctionalInterface
    interface OnOpen {
        CompletableFuture<WebSocket> run(WebSocket socket);
    }

    /// A client with the JDK's `HttpClient`; its connection has ended when this returns.
    static void jdk(InetSocketAddress where, List<String> subprotocols, OnOpen onOpen) throws Exception {
        CompletableFuture<Void> over = new CompletableFuture<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            WebSocket.Builder builder = http.newWebSocketBuilder();
            if (!subprotocols.isEmpty()) {
                builder.subprotocols(
                        subprotocols.getFirst(),
                        subprotocols.subList(1, subprotocols.size()).toArray(String[]::new));
            }
            WebSocket socket = builder.buildAsync(Trial.ws(where), new WebSocket.Listener() {
                        @Override
                        public @Nullable CompletionStage<?> onClose(WebSocket closed, int code, String reason) {
                            over.complete(null);
                            return null;
                        }

                        @Override
                        public void onError(WebSocket failed, Throwable problem) {
                            over.complete(null);
                        }
                    })
                    .get(Patience.USUAL.toSeconds(), TimeUnit.SECONDS);
            onOpen.run(socket).exceptionally(_ -> socket).get(Patience.USUAL.toSeconds(), TimeUnit.SECONDS);
            over.get(Patience.USUAL.toSeconds(), TimeUnit.SECONDS);
            socket.abort();
        }
    }

    /// A page that opens one connection; it has ended when this returns.
    ///
    /// @param how as for [#node]
    /// @param onOpen statements, with `socket` and `later`
    static void page(Page page, String address, String how, String onOpen) throws Exception {
        page.evaluate("""
                new Promise(done => {
                  const later = milliseconds => new Promise(then => setTimeout(then, milliseconds));
                  const socket = new WebSocket('%s'%s);
                  socket.onclose = event => done(event.code);
                  socket.onopen = async () => { %s };
                })
                """.formatted(address, how.isEmpty() ? "" : ", " + how, onOpen));
    }

    /// The same in Chromium, on a page of this machine, and what is said of it.
    static Said chromium(Trial trial, Server server, String how, String onOpen) throws Exception {
        Page page = trial.chromium().open(trial.pages().at("/"));
        page(page, Trial.ws(server.address()).toString(), how, onOpen);
        return end(server);
    }

    /// What is said of the first connection or handshake.
    static Said end(Server server) throws Exception {
        return Said.of("end", server.diagnostics().end());
    }
}
