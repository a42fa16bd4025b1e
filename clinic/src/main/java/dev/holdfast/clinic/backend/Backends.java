package dev.holdfast.clinic.backend;

import dev.holdfast.clinic.part.RawBackend;
import dev.holdfast.clinic.part.ScriptedBackend;
import dev.holdfast.clinic.part.Uvicorn;
import dev.holdfast.clinic.trial.Trial;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// Starts them for a trial.
public final class Backends {
    private Backends() {}

    /// FastAPI's echo.
    ///
    /// @param accepting arguments of `accept`: none was the incident's mistake
    public static String fastApi(String accepting) {
        return fastApi("", accepting);
    }

    /// @param before lines of its handler before `accept`, indented by four spaces
    public static String fastApi(String before, String accepting) {
        return """
                from fastapi import FastAPI, WebSocket, WebSocketDisconnect
                app = FastAPI()

                @app.websocket("/ws")
                async def echo(websocket: WebSocket):
                %s
                    await websocket.accept(%s)
                    try:
                        while True:
                            await websocket.send_text(await websocket.receive_text())
                    except (WebSocketDisconnect, KeyError):
                        pass
                """.formatted(before.isBlank() ? "    pass" : before.stripTrailing(), accepting);
    }

    /// @param application of FastAPI, as `app`
    public static Uvicorn uvicorn(Trial trial, String application, String... options) throws Exception {
        return trial.with(Uvicorn.start(trial.subfolder("uvicorn"), application, options));
    }

    /// An echo of Node's ws.
    ///
    /// @param options of `WebSocketServer`, besides where it listens, with a comma at their end
    /// @param connected what it does with each `socket`, whose `request` is at hand
    public static ScriptedBackend node(Trial trial, String options, String connected) throws Exception {
        return trial.with(ScriptedBackend.of(trial.node("""
                import { WebSocketServer } from "ws";
                const server = new WebSocketServer({ %s host: "127.0.0.1", port: 0 });
                server.on("listening", () => console.log("listening " + server.address().port));
                server.on("connection", (socket, request) => {
                  socket.on("error", () => {});
                  socket.on("message", (data, binary) => socket.send(data, { binary }));
                  %s
                });
                """.formatted(options, connected))));
    }

    public static ScriptedBackend node(Trial trial) throws Exception {
        return node(trial, "", "");
    }

    /// A server of Node that answers opening handshakes itself, as many applications do.
    ///
    /// @param answer to each `request`, on its `socket`
    /// @param create the call that makes the server
    public static ScriptedBackend nodeAnswering(Trial trial, String create, String answer) throws Exception {
        return trial.with(ScriptedBackend.of(trial.node("""
                import http from "node:http";
                import https from "node:https";
                import fs from "node:fs";
                const server = %s;
                server.on("upgrade", (request, socket) => {
                  socket.on("error", () => {});
                  %s
                });
                server.listen(0, "127.0.0.1", () => console.log("listening " + server.address().port));
                """.formatted(create, answer))));
    }

    /// An echo of Python's websockets.
    ///
    /// @param options of `serve`, each with a comma before it
    public static ScriptedBackend python(Trial trial, String options) throws Exception {
        return python(trial, """
                async for message in socket:
                    await socket.send(message)
                """, options);
    }

    /// @param handler the lines of its handler, which has a `socket`
    public static ScriptedBackend python(Trial trial, String handler, String options) throws Exception {
        return trial.with(
                ScriptedBackend.of(trial.python("""
                import asyncio, http, socket as tcp, struct, time, websockets
                users = {}
                async def handle(socket):
                %s
                async def main():
                    async with websockets.serve(handle, "127.0.0.1", 0%s) as server:
                        print("listening", server.sockets[0].getsockname()[1])
                        await asyncio.Future()
                asyncio.run(main())
                """.formatted(handler.indent(4).stripTrailing(), options))));
    }

    public static RawBackend raw(Trial trial, RawBackend.Behaviour behaviour) throws Exception {
        return trial.with(RawBackend.start(behaviour));
    }

    /// Where nobody listens: port 1 of loopback.
    public static InetSocketAddress nobody() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    }
}
