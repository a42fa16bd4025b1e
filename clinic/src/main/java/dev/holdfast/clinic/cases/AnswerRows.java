package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.gateway.Behind.HOLDFAST;
import static dev.holdfast.clinic.gateway.Behind.NODE;
import static dev.holdfast.clinic.gateway.Behind.PROXY;
import static dev.holdfast.clinic.gateway.Behind.PYTHON;
import static dev.holdfast.clinic.gateway.Behind.RAW;
import static dev.holdfast.clinic.gateway.Behind.UVICORN;
import static dev.holdfast.clinic.gateway.Place.HAPROXY_BEFORE;
import static dev.holdfast.clinic.gateway.Place.HAPROXY_BEHIND;
import static dev.holdfast.clinic.gateway.Place.NGINX_BEFORE;
import static dev.holdfast.clinic.gateway.Place.NGINX_BEHIND;
import static dev.holdfast.clinic.gateway.Place.NONE;

import dev.holdfast.cli.node.Served;
import dev.holdfast.clinic.backend.Backends;
import dev.holdfast.clinic.gateway.Backed;
import dev.holdfast.clinic.gateway.Row;
import dev.holdfast.clinic.gateway.Way;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.server.Route;
import java.util.List;

/// What a backend answers to an opening handshake, and what clients make of it.
final class AnswerRows {
    private static final String SERVER = "http.createServer()";

    private AnswerRows() {}

    static List<Row> all() {
        return List.of(
                Row.of("subprotocol not echoed", Cause.SUBPROTOCOL_NOT_ECHOED)
                        .client(way -> way.metNode("jwt-auth", "jwt.abc"), Need.NODE)
                        .backend(UVICORN, trial -> Backed.of(Backends.uvicorn(trial, Backends.fastApi(""))))
                        .backend(NODE, trial -> Backed.of(Backends.node(trial, "handleProtocols: () => false,", "")))
                        .backend(PYTHON, trial -> Backed.of(Backends.python(trial, "")))
                        .played(NONE, UVICORN, "subprotocol-not-echoed/chromium-fastapi-on-uvicorn")
                        .played(NONE, NODE, "subprotocol-not-echoed/node-ws-on-both-sides")
                        .in(NONE, PYTHON)
                        .in(NGINX_BEFORE, NODE)
                        .in(HAPROXY_BEFORE, UVICORN)
                        .played(NGINX_BEHIND, UVICORN, "subprotocol-not-echoed/chromium-nginx-fastapi-on-uvicorn")
                        .in(HAPROXY_BEHIND, PYTHON),
                Row.of("subprotocol echoed that was not offered", Cause.HANDSHAKE_REPLY_INVALID)
                        .client(way -> way.metNode("jwt-auth"), Need.NODE)
                        .backend(
                                UVICORN,
                                trial -> Backed.of(Backends.uvicorn(trial, Backends.fastApi("subprotocol=\"chat\""))))
                        .backend(NODE, trial -> Backed.of(Backends.node(trial, "handleProtocols: () => \"chat\",", "")))
                        .played(NONE, RAW, "handshake-reply-invalid/node-ws-raw-backend/an-unoffered-subprotocol")
                        .in(NONE, UVICORN)
                        .in(NONE, NODE)
                        .in(NGINX_BEFORE, UVICORN)
                        .in(HAPROXY_BEFORE, NODE)
                        .in(NGINX_BEHIND, NODE)
                        .in(HAPROXY_BEHIND, UVICORN),
                Row.of("bad accept", Cause.HANDSHAKE_REPLY_INVALID)
                        .client(way -> way.metNode(), Need.NODE)
                        .backend(NODE, trial -> Backed.of(Backends.node(trial, "", """
                                });
                                server.on("headers", (headers) => {
                                  const at = headers.findIndex((each) => each.startsWith("Sec-WebSocket-Accept"));
                                  headers[at] = "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=";
                                """)))
                        .withFewBackends("only ws lets a program change the header")
                        .played(NONE, RAW, "handshake-reply-invalid/node-ws-raw-backend/a-wrong-accept")
                        .in(NONE, NODE)
                        .in(NGINX_BEFORE, NODE)
                        .in(HAPROXY_BEFORE, NODE)
                        .in(NGINX_BEHIND, NODE)
                        .in(HAPROXY_BEHIND, NODE),
                Row.of("unknown extension", Cause.HANDSHAKE_REPLY_INVALID)
                        .client(way -> way.metNode(), Need.NODE)
                        .backend(
                                UVICORN,
                                trial -> Backed.of(Backends.uvicorn(
                                        trial,
                                        Backends.fastApi("headers=[(b\"sec-websocket-extensions\", b\"x-unknown\")]"),
                                        "--ws-per-message-deflate",
                                        "false")))
                        .backend(NODE, trial -> Backed.of(Backends.node(trial, "", """
                                });
                                server.on("headers", (headers) => {
                                  headers.push("Sec-WebSocket-Extensions: x-unknown");
                                """)))
                        .played(NONE, RAW, "handshake-reply-invalid/node-ws-raw-backend/an-unknown-extension")
                        .in(NONE, UVICORN)
                        .in(NONE, NODE)
                        .in(NGINX_BEFORE, NODE)
                        .in(HAPROXY_BEFORE, UVICORN)
                        .in(NGINX_BEHIND, UVICORN)
                        .in(HAPROXY_BEHIND, NODE),
                Row.of("redirect", Cause.REDIRECT_ON_HANDSHAKE)
                        .client(Way::refused)
                        .backend(
                                NODE,
                                trial -> Backed.of(Backends.nodeAnswering(
                                        trial,
                                        SERVER,
                                        "socket.end(\"HTTP/1.1 301 Moved Permanently\\r\\nLocation: /ws/\\r\\n"
                                                + "Content-Length: 0\\r\\n\\r\\n\");")))
                        .backend(
                                PYTHON,
                                trial -> Backed.of(Backends.python(
                                        trial,
                                        "pass",
                                        answering("http.HTTPStatus.FOUND, [(\"Location\", \"/ws/\")], b\"\""))))
                        .played(NONE, RAW, "redirect-on-handshake/raw")
                        .in(NONE, NODE)
                        .in(NONE, PYTHON)
                        .in(NGINX_BEFORE, PYTHON)
                        .in(HAPROXY_BEFORE, NODE)
                        .played(NGINX_BEHIND, PROXY, "redirect-on-handshake/nginx")
                        .in(NGINX_BEHIND, NODE)
                        .in(HAPROXY_BEHIND, PYTHON),
                Row.of("wrong path", Cause.WRONG_PATH)
                        .client(Way::refused)
                        .backend(
                                PYTHON,
                                trial -> Backed.of(Backends.python(
                                        trial, "pass", answering("http.HTTPStatus.NOT_FOUND, [], b\"\""))))
                        .backend(
                                HOLDFAST,
                                trial -> Backed.of(trial.development()
                                        .serving(Served.echo("/other").routes().toArray(Route[]::new))
                                        .start()))
                        .in(NONE, PYTHON)
                        .in(NONE, HOLDFAST)
                        .in(NGINX_BEFORE, HOLDFAST)
                        .in(HAPROXY_BEFORE, PYTHON)
                        .played(NGINX_BEHIND, PROXY, "wrong-path-or-not-a-ws-route/nginx-behind-the-gateway")
                        .in(NGINX_BEHIND, PYTHON)
                        .in(HAPROXY_BEHIND, HOLDFAST),
                Row.of("401 or 403 of the backend", Cause.HANDSHAKE_AUTH_REJECTED)
                        .client(Way::refused)
                        .backend(NODE, trial -> Backed.of(Backends.node(trial, "verifyClient: () => false,", "")))
                        .backend(
                                UVICORN,
                                trial -> Backed.of(Backends.uvicorn(
                                        trial, Backends.fastApi("    return await websocket.close(1008)", ""))))
                        .backend(
                                HOLDFAST,
                                trial -> Backed.of(trial.production()
                                        .with("origins", "http://localhost")
                                        .start()))
                        .played(NONE, RAW, "handshake-auth-rejected/raw")
                        .played(NONE, UVICORN, "handshake-auth-rejected/fastapi-on-uvicorn")
                        .in(NONE, NODE)
                        .in(NONE, HOLDFAST)
                        .in(NGINX_BEFORE, NODE)
                        .in(HAPROXY_BEFORE, UVICORN)
                        .in(NGINX_BEHIND, UVICORN)
                        .played(HAPROXY_BEHIND, NODE, "handshake-auth-rejected/haproxy-node-ws-behind-the-gateway"),
                Row.of("5xx of the backend", Cause.BACKEND_ERROR)
                        .client(Way::refused)
                        .backend(
                                UVICORN,
                                trial -> Backed.of(
                                        Backends.uvicorn(trial, Backends.fastApi("    raise RuntimeError()", ""))))
                        .backend(
                                PYTHON,
                                trial -> Backed.of(Backends.python(
                                        trial, "pass", ", process_request=lambda path, headers: 1 / 0")))
                        .played(NONE, UVICORN, "backend-error/fastapi-on-uvicorn")
                        .in(NONE, PYTHON)
                        .in(NGINX_BEFORE, PYTHON)
                        .in(HAPROXY_BEFORE, UVICORN)
                        .in(NGINX_BEHIND, UVICORN)
                        .played(HAPROXY_BEHIND, PROXY, "backend-error/haproxy-that-reaches-no-server")
                        .in(HAPROXY_BEHIND, PYTHON));
    }

    /// An option of python-websockets.
    private static String answering(String answer) {
        return ", process_request=lambda path, headers: asyncio.sleep(0, (" + answer + "))";
    }
}
