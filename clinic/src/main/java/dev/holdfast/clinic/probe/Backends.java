package dev.holdfast.clinic.probe;

import dev.holdfast.clinic.part.RawBackend;
import dev.holdfast.clinic.part.ScriptedBackend;
import dev.holdfast.clinic.part.Uvicorn;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.doctor.probe.check.ProbeOptions;
import dev.holdfast.doctor.probe.target.Target;
import java.net.InetSocketAddress;

/// Servers that several cases share.
final class Backends {
    private Backends() {}

    static ProbeOptions at(InetSocketAddress address) {
        return at(address, "/ws");
    }

    static ProbeOptions at(InetSocketAddress address, String path) {
        return ProbeOptions.of(
                Target.of("ws://" + address.getAddress().getHostAddress() + ":" + address.getPort() + path));
    }

    /// @param source of `app`, of FastAPI
    static InetSocketAddress uvicorn(Trial trial, String source, String... options) throws Exception {
        return trial.with(Uvicorn.start(trial.subfolder("uvicorn"), source, options))
                .address();
    }

    /// FastAPI's echo.
    ///
    /// @param before lines of its handler before `accept`, indented by four spaces
    /// @param accepting arguments of `accept`
    static String fastApi(String before, String accepting) {
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

    /// An echo of Node's ws.
    ///
    /// @param options of `WebSocketServer`, with a comma at their end
    /// @param connected what it does with each `socket`
    static InetSocketAddress node(Trial trial, String options, String connected) throws Exception {
        return trial.with(ScriptedBackend.of(trial.node("""
                import { WebSocketServer } from "ws";
                const server = new WebSocketServer({ %s host: "127.0.0.1", port: 0 });
                server.on("listening", () => console.log("listening " + server.address().port));
                server.on("connection", (socket, request) => {
                  socket.on("error", () => {});
                  socket.on("message", (data, binary) => socket.send(data, { binary }));
                  %s
                });
                """.formatted(options, connected))))
                .address();
    }

    /// An echo of Python's websockets.
    ///
    /// @param options of `serve`, each with a comma before it
    static InetSocketAddress python(Trial trial, String options) throws Exception {
        return trial.with(ScriptedBackend.of(trial.python("""
                import asyncio, websockets
                async def echo(socket):
                    async for message in socket:
                        await socket.send(message)
                async def main():
                    async with websockets.serve(echo, "127.0.0.1", 0%s) as server:
                        print("listening", server.sockets[0].getsockname()[1])
                        await asyncio.Future()
                asyncio.run(main())
                """.formatted(options))))
                .address();
    }

    static InetSocketAddress raw(Trial trial, RawBackend.Behaviour behaviour) throws Exception {
        return trial.with(RawBackend.start(behaviour)).address();
    }
}
