package dev.holdfast.clinic.cases;

import dev.holdfast.clinic.part.ScriptedBackend;
import dev.holdfast.clinic.part.Uvicorn;
import dev.holdfast.clinic.trial.Trial;

/// Backends behind the gateway that several cases share.
final class GatewayBackends {
    private GatewayBackends() {}

    /// FastAPI's echo.
    ///
    /// @param accepting arguments of `accept`: none was the incident's mistake
    static String fastApi(String accepting) {
        return """
                from fastapi import FastAPI, WebSocket, WebSocketDisconnect
                app = FastAPI()

                @app.websocket("/ws")
                async def echo(websocket: WebSocket):
                    await websocket.accept(%s)
                    try:
                        while True:
                            await websocket.send_text(await websocket.receive_text())
                    except WebSocketDisconnect:
                        pass
                """.formatted(accepting);
    }

    static Uvicorn uvicorn(Trial trial, String application, String... options) throws Exception {
        return trial.with(Uvicorn.start(trial.subfolder("uvicorn"), application, options));
    }

    /// An echo of Node's ws.
    ///
    /// @param options of `WebSocketServer`, besides where it listens, with a comma at their end
    /// @param connected what it does with each `socket`, whose `request` is at hand
    static ScriptedBackend node(Trial trial, String options, String connected) throws Exception {
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

    static ScriptedBackend node(Trial trial) throws Exception {
        return node(trial, "", "");
    }

    /// An echo of Python's websockets.
    ///
    /// @param options of `serve`, each with a comma before it
    static ScriptedBackend python(Trial trial, String options) throws Exception {
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
                """.formatted(options))));
    }
}
