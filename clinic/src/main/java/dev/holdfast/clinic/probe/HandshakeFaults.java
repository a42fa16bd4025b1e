package dev.holdfast.clinic.probe;

import static dev.holdfast.clinic.probe.ProbeCase.faulty;
import static dev.holdfast.clinic.probe.Targets.at;

import dev.holdfast.clinic.backend.Backends;
import dev.holdfast.clinic.part.Token;
import dev.holdfast.clinic.trial.Need;
import java.util.List;

/// What is wrong with the answer to an opening handshake. The first is the incident that Holdfast comes from.
final class HandshakeFaults {
    private HandshakeFaults() {}

    static List<ProbeCase> all() {
        return List.of(
                faulty(
                        "incident-bare-accept",
                        "FastAPI on uvicorn",
                        "subprotocol-not-echoed PROVEN",
                        trial -> at(Backends.uvicorn(trial, Backends.fastApi("", ""))
                                        .address())
                                .withToken(Token.of("ada").signed()),
                        Need.UVICORN),
                faulty(
                        "node-ws-selects-none",
                        "Node ws",
                        "subprotocol-not-echoed PROVEN",
                        trial -> at(Backends.node(trial, "handleProtocols: () => false,", "")
                                        .address())
                                .offering("chat", "chat.v2"),
                        Need.NODE),
                faulty(
                        "python-websockets-knows-none",
                        "Python websockets",
                        "subprotocol-not-echoed PROVEN",
                        trial -> at(Backends.python(trial, "").address()).offering("chat"),
                        Need.PYTHON_WEBSOCKETS),
                faulty(
                        "tomcat-knows-none",
                        "Tomcat",
                        "subprotocol-not-echoed PROVEN",
                        trial -> at(trial.with(Tomcat.start(trial.subfolder("tomcat")))
                                        .address())
                                .offering("chat")),
                faulty(
                        "selects-what-was-not-offered",
                        "FastAPI on uvicorn",
                        "handshake-reply-invalid PROVEN",
                        trial -> at(Backends.uvicorn(trial, Backends.fastApi("", "subprotocol=\"other\""))
                                        .address())
                                .offering("chat"),
                        Need.UVICORN),
                faulty(
                        "bad-accept",
                        "raw",
                        "handshake-reply-invalid PROVEN",
                        trial -> at(Backends.raw(
                                        trial,
                                        exchange -> exchange.send(
                                                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                                                + "Connection: Upgrade\r\nSec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n")
                                                .readAll())
                                .address())),
                faulty(
                        "unoffered-extension",
                        "raw",
                        "handshake-reply-invalid PROVEN",
                        trial -> at(Backends.raw(
                                        trial,
                                        exchange -> exchange.upgrade("Sec-WebSocket-Extensions: permessage-deflate")
                                                .readAll())
                                .address())),
                faulty(
                        "uvicorn-wrong-path",
                        "FastAPI on uvicorn",
                        "handshake-auth-rejected POSSIBLE",
                        trial -> at(
                                Backends.uvicorn(trial, Backends.fastApi("", ""))
                                        .address(),
                                "/nope"),
                        Need.UVICORN),
                faulty(
                        "holdfast-wrong-path",
                        "Holdfast",
                        "wrong-path-or-not-a-ws-route LIKELY",
                        trial -> at(trial.development().start().address(), "/nope")),
                faulty(
                        "ends-right-after-accept",
                        "FastAPI on uvicorn",
                        "server-loop-exits-early LIKELY",
                        trial -> at(Backends.uvicorn(trial, """
                                from fastapi import FastAPI, WebSocket
                                app = FastAPI()

                                @app.websocket("/ws")
                                async def ws(websocket: WebSocket):
                                    await websocket.accept()
                                    await websocket.close()
                                """).address()),
                        Need.UVICORN),
                // uvicorn 0.17 ends TCP without a close frame then, which could be anything.
                faulty(
                        "exception-after-accept",
                        "FastAPI on uvicorn",
                        "unexplained NONE",
                        trial -> at(Backends.uvicorn(trial, """
                                from fastapi import FastAPI, WebSocket
                                app = FastAPI()

                                @app.websocket("/ws")
                                async def ws(websocket: WebSocket):
                                    await websocket.accept()
                                    raise RuntimeError("the database is gone")
                                """).address()),
                        Need.UVICORN),
                faulty(
                        "not-a-web-server",
                        "raw",
                        "backend-no-answer PROVEN",
                        trial -> at(Backends.raw(
                                        trial,
                                        exchange -> exchange.send("SSH-2.0-OpenSSH_9.2\r\n")
                                                .readAll())
                                .address())),
                faulty(
                        "never-answers",
                        "raw",
                        "backend-no-answer PROVEN",
                        trial -> at(Backends.raw(trial, exchange -> exchange.readAll())
                                .address())));
    }
}
