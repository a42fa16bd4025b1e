package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.backend.Backends;
import dev.holdfast.clinic.gateway.Way;
import dev.holdfast.clinic.part.Nginx;
import dev.holdfast.clinic.part.Page;
import dev.holdfast.clinic.part.RawBackend;
import dev.holdfast.clinic.part.ScriptedBackend;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.Uvicorn;
import dev.holdfast.clinic.part.WebPages;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.server.fixture.RawClient;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/// Opening handshakes that come to nothing behind a gateway: what the backend answers, and what clients make of it.
final class GatewayHandshakeCases {
    /// What the incident's page did.
    private static final String OFFERS_A_TOKEN = """
            new Promise(done => {
              const socket = new WebSocket('%s', ['jwt-auth', 'jwt.abc']);
              socket.onclose = event => done(event.code);
              socket.onopen = () => setTimeout(() => { socket.close(1000); done('open'); }, 300);
            })
            """;

    private GatewayHandshakeCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.SUBPROTOCOL_NOT_ECHOED, "Chromium, FastAPI on uvicorn", trial -> {
                            Uvicorn backend = Backends.uvicorn(trial, Backends.fastApi(""));
                            return inChromium(
                                    trial, trial.gateway(backend.address()).start());
                        })
                        .needing(Need.CHROMIUM, Need.NODE, Need.UVICORN),
                hit(Cause.SUBPROTOCOL_NOT_ECHOED, "Chromium, nginx, FastAPI on uvicorn", trial -> {
                            Uvicorn backend = Backends.uvicorn(trial, Backends.fastApi(""));
                            Nginx between = trial.nginx(backend.address(), Nginx.UPGRADE);
                            return inChromium(
                                    trial, trial.gateway(between.address()).start());
                        })
                        .needing(Need.CHROMIUM, Need.NODE, Need.UVICORN, Need.NGINX),
                hit(Cause.SUBPROTOCOL_NOT_ECHOED, "Node ws on both sides", trial -> {
                            ScriptedBackend backend = Backends.node(trial, "handleProtocols: () => false,", "");
                            return Way.to(trial, backend.address()).metNode("jwt-auth", "jwt.abc");
                        })
                        .needing(Need.NODE),
                nearMiss(
                                Cause.SUBPROTOCOL_NOT_ECHOED,
                                "Chromium, FastAPI on uvicorn",
                                "the cured backend",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> {
                                    Uvicorn backend =
                                            Backends.uvicorn(trial, Backends.fastApi("subprotocol=\"jwt-auth\""));
                                    return inChromium(
                                            trial,
                                            trial.gateway(backend.address()).start());
                                })
                        .needing(Need.CHROMIUM, Need.NODE, Need.UVICORN),
                nearMiss(
                                Cause.SUBPROTOCOL_NOT_ECHOED,
                                "Firefox, FastAPI on uvicorn",
                                "a browser behind the gateway that does not mind",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> {
                                    Uvicorn backend = Backends.uvicorn(trial, Backends.fastApi(""));
                                    Server gateway =
                                            trial.gateway(backend.address()).start();
                                    WebPages pages = trial.pages();
                                    Page page = trial.firefox().open(pages.at("/"));
                                    page.evaluate(OFFERS_A_TOKEN.formatted(Trial.ws(gateway.address())));
                                    return Said.of("end", gateway.diagnostics().end());
                                })
                        .needing(Need.FIREFOX, Need.NODE, Need.UVICORN),
                invalidReply("an unoffered subprotocol", exchange -> exchange.upgrade("Sec-WebSocket-Protocol: chat")),
                invalidReply(
                        "an unknown extension", exchange -> exchange.upgrade("Sec-WebSocket-Extensions: x-unknown")),
                invalidReply(
                        "a wrong accept",
                        exchange -> exchange.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                + "Connection: Upgrade\r\nSec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n")),
                hit(Cause.HANDSHAKE_REPLY_INVALID, "Chromium, raw backend", trial -> {
                            RawBackend backend = trial.with(
                                    RawBackend.start(exchange -> exchange.upgrade("Sec-WebSocket-Protocol: chat")));
                            return inChromium(
                                    trial, trial.gateway(backend.address()).start());
                        })
                        .needing(Need.CHROMIUM, Need.NODE),
                nearMiss(
                        Cause.HANDSHAKE_REPLY_INVALID,
                        "raw",
                        "a client that is gone before the answer",
                        Set.of(Cause.HANDSHAKE_ABANDONED),
                        trial -> {
                            RawBackend backend = trial.with(RawBackend.start(RawBackend.Exchange::readAll));
                            Server gateway = trial.gateway(backend.address()).start();
                            RawClient client = trial.raw(gateway.address());
                            client.send(RawClient.request("/ws"));
                            client.fin();
                            return Said.of("rejection", gateway.diagnostics().end());
                        }),
                hit(Cause.REDIRECT_ON_HANDSHAKE, "nginx", trial -> {
                            Nginx backend = trial.nginx(Backends.nobody(), "return 301 https://app.example.com/ws;");
                            return refused(trial, backend.address());
                        })
                        .needing(Need.NGINX),
                hit(
                        Cause.REDIRECT_ON_HANDSHAKE,
                        "raw",
                        trial -> refused(
                                trial,
                                answering(trial, "HTTP/1.1 302 Found\r\nLocation: /ws/\r\nContent-Length: 0\r\n\r\n"))),
                // ws answers 400 to a wrong path as to any other mistake, so that is all that can be said of it.
                hit(Cause.BACKEND_REFUSED_HANDSHAKE, "Node ws", trial -> {
                            ScriptedBackend backend = Backends.node(trial, "path: \"/other\",", "");
                            return refused(trial, backend.address());
                        })
                        .needing(Need.NODE),
                nearMiss(
                        Cause.BACKEND_REFUSED_HANDSHAKE,
                        "raw",
                        "a status that says more",
                        Set.of(Cause.WRONG_PATH),
                        trial -> refused(
                                trial, answering(trial, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))),
                nearMiss(
                        Cause.REDIRECT_ON_HANDSHAKE,
                        "raw",
                        "a refusal with a Location",
                        Set.of(Cause.HANDSHAKE_AUTH_REJECTED),
                        trial -> refused(
                                trial,
                                answering(
                                        trial,
                                        "HTTP/1.1 401 Unauthorized\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n"))),
                hit(Cause.WRONG_PATH, "nginx behind the gateway", trial -> {
                            Nginx backend = trial.nginx(Backends.nobody(), "return 404;");
                            return refused(trial, backend.address());
                        })
                        .needing(Need.NGINX),
                hit(
                        Cause.HANDSHAKE_AUTH_REJECTED,
                        "raw",
                        trial -> refused(
                                trial, answering(trial, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"))),
                hit(Cause.HANDSHAKE_AUTH_REJECTED, "FastAPI on uvicorn", trial -> {
                            Uvicorn backend = Backends.uvicorn(trial, """
                                    from fastapi import FastAPI, WebSocket
                                    app = FastAPI()

                                    @app.websocket("/ws")
                                    async def refuse(websocket: WebSocket):
                                        await websocket.close(1008)
                                    """);
                            return refused(trial, backend.address());
                        })
                        .needing(Need.UVICORN),
                nearMiss(
                        Cause.HANDSHAKE_AUTH_REJECTED,
                        "raw",
                        "a redirect to a login page",
                        Set.of(Cause.REDIRECT_ON_HANDSHAKE),
                        trial -> refused(
                                trial,
                                answering(
                                        trial, "HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n"))),
                hit(Cause.BACKEND_ERROR, "FastAPI on uvicorn", trial -> {
                            Uvicorn backend = Backends.uvicorn(trial, """
                                    from fastapi import FastAPI, WebSocket
                                    app = FastAPI()

                                    @app.websocket("/ws")
                                    async def fail(websocket: WebSocket):
                                        raise RuntimeError("no database")
                                    """);
                            return refused(trial, backend.address());
                        })
                        .needing(Need.UVICORN),
                hit(Cause.BACKEND_ERROR, "nginx", trial -> {
                            Nginx backend = trial.nginx(Backends.nobody(), "");
                            return refused(trial, backend.address());
                        })
                        .needing(Need.NGINX),
                hit(Cause.BACKEND_UNREACHABLE, "nothing that listens", trial -> refused(trial, Backends.nobody())),
                nearMiss(
                        Cause.BACKEND_UNREACHABLE,
                        "raw",
                        "a backend that says nothing",
                        Set.of(Cause.BACKEND_NO_ANSWER),
                        trial -> silent(trial)),
                hit(Cause.BACKEND_NO_ANSWER, "raw that hangs", GatewayHandshakeCases::silent),
                hit(Cause.BACKEND_NO_ANSWER, "Node that ends TCP", trial -> {
                            ScriptedBackend backend = trial.with(ScriptedBackend.of(trial.node("""
                                    import { createServer } from "node:net";
                                    const server = createServer(socket => socket.once("data", () => socket.end()));
                                    server.listen(0, "127.0.0.1", () => console.log("listening " + server.address().port));
                                    """)));
                            return refused(trial, backend.address());
                        })
                        .needing(Need.NODE),
                nearMiss(
                        Cause.BACKEND_NO_ANSWER,
                        "raw",
                        "an answer that is an error",
                        Set.of(Cause.BACKEND_ERROR),
                        trial -> refused(
                                trial,
                                answering(trial, "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"))),
                nearMiss(
                        Cause.BACKEND_ERROR,
                        "raw",
                        "no answer at all",
                        Set.of(Cause.BACKEND_NO_ANSWER),
                        GatewayHandshakeCases::silent),
                hit(Cause.UPGRADE_HEADERS_NOT_FORWARDED, "nginx before the gateway", trial -> {
                            RawBackend backend = trial.with(RawBackend.start(RawBackend.Exchange::upgrade));
                            Server gateway = trial.gateway(backend.address()).start();
                            Nginx before = trial.nginx(gateway.address(), "");
                            RawClient client = trial.raw(before.address());
                            client.send(RawClient.request("/ws"));
                            client.head();
                            return Said.of("rejection", gateway.diagnostics().end());
                        })
                        .needing(Need.NGINX));
    }

    private static ClinicCase invalidReply(String how, RawBackend.Behaviour answer) {
        return hit(Cause.HANDSHAKE_REPLY_INVALID, "Node ws, raw backend", trial -> {
                    RawBackend backend = trial.with(RawBackend.start(answer));
                    return Way.to(trial, backend.address()).metNode("jwt-auth");
                })
                .called(how)
                .needing(Need.NODE);
    }

    private static Said inChromium(Trial trial, Server gateway) throws Exception {
        WebPages pages = trial.pages();
        Page page = trial.chromium().open(pages.at("/"));
        page.evaluate(OFFERS_A_TOKEN.formatted(Trial.ws(gateway.address())));
        return Said.of("end", gateway.diagnostics().end());
    }

    /// A handshake to which the backend does not say 101.
    private static Said refused(Trial trial, InetSocketAddress backend) throws Exception {
        return Way.to(trial, backend).refused();
    }

    private static Said silent(Trial trial) throws Exception {
        RawBackend backend = trial.with(RawBackend.start(RawBackend.Exchange::readAll));
        Server gateway = trial.gateway(backend.address())
                .with("proxy.answer-timeout", "300ms")
                .start();
        return Way.through(trial, gateway, backend.address()).refused();
    }

    private static InetSocketAddress answering(Trial trial, String answer) throws Exception {
        return trial.with(RawBackend.start(exchange -> exchange.send(answer))).address();
    }
}
