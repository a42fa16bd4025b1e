package dev.holdfast.clinic.cases;

import dev.holdfast.clinic.part.Page;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.WebPages;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Trial;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Clients that bring a token with their handshake, each in the way that is usual for it, and close in order if they
/// are let in.
enum TokenBearer {
    /// `Authorization` header.
    NODE("Node ws", List.of(Need.NODE)) {
        @Override
        void connect(Trial trial, Server server, WebPages pages, @Nullable String token) throws Exception {
            trial.node("""
                    import WebSocket from "ws";
                    const [, url, token] = process.argv;
                    const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
                    const socket = new WebSocket(url, { headers });
                    socket.on("error", () => {});
                    socket.on("open", () => socket.close(1000));
                    socket.on("close", (code) => console.log("closed", code));
                    """, arguments(server.address(), token)).says("closed");
        }
    },
    /// `Authorization` header.
    PYTHON("python-websockets", List.of(Need.PYTHON_WEBSOCKETS)) {
        @Override
        void connect(Trial trial, Server server, WebPages pages, @Nullable String token) throws Exception {
            trial.python("""
                    import asyncio, sys, websockets
                    headers = {"Authorization": "Bearer " + sys.argv[2]} if len(sys.argv) > 2 else {}
                    async def main():
                        try:
                            async with websockets.connect(sys.argv[1], extra_headers=headers):
                                pass
                        except (websockets.WebSocketException, OSError):
                            pass
                        print("closed")
                    asyncio.run(main())
                    """, arguments(server.address(), token)).says("closed");
        }
    },
    /// `Authorization` header.
    JDK("JDK client", List.of()) {
        @Override
        void connect(Trial trial, Server server, WebPages pages, @Nullable String token) throws Exception {
            try (HttpClient client = HttpClient.newHttpClient()) {
                WebSocket.Builder builder = client.newWebSocketBuilder();
                if (token != null) {
                    builder.header("Authorization", "Bearer " + token);
                }
                WebSocket socket = builder.buildAsync(Trial.ws(server.address()), new WebSocket.Listener() {})
                        .join();
                socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
                server.diagnostics().end();
                socket.abort();
            } catch (CompletionException _) {
                // It was refused, which is what the case is about, or the close found nobody any more.
            }
        }
    },
    /// An entry of `Sec-WebSocket-Protocol`, all that a page can set.
    CHROMIUM("Chromium", List.of(Need.CHROMIUM, Need.NODE)) {
        @Override
        void connect(Trial trial, Server server, WebPages pages, @Nullable String token) throws Exception {
            page(server, pages, token, trial.chromium());
        }
    },
    FIREFOX("Firefox", List.of(Need.FIREFOX, Need.NODE)) {
        @Override
        void connect(Trial trial, Server server, WebPages pages, @Nullable String token) throws Exception {
            page(server, pages, token, trial.firefox());
        }
    };

    private static final String PAGE = """
            new Promise(done => {
              const socket = new WebSocket('%s', %s);
              socket.onopen = () => socket.close(1000);
              socket.onclose = event => done(event.code);
            })
            """;

    private final String software;
    private final List<Need> needs;

    TokenBearer(String software, List<Need> needs) {
        this.software = software;
        this.needs = needs;
    }

    String software() {
        return software;
    }

    Need[] needs() {
        return needs.toArray(Need[]::new);
    }

    /// Connects, and returns when it was refused or has closed.
    ///
    /// @param pages from which browsers load the page that connects
    /// @param token `null` to bring none
    abstract void connect(Trial trial, Server server, WebPages pages, @Nullable String token) throws Exception;

    private static void page(Server server, WebPages pages, @Nullable String token, Page page) throws Exception {
        page.open(pages.at("/"));
        page.evaluate(PAGE.formatted(
                Trial.ws(server.address()), token == null ? "'jwt-auth'" : "['jwt-auth', 'jwt." + token + "']"));
    }

    private static Object[] arguments(InetSocketAddress server, @Nullable String token) {
        URI url = Trial.ws(server);
        return token == null ? new Object[] {url} : new Object[] {url, token};
    }
}
