package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.backend.Backends;
import dev.holdfast.clinic.gateway.Way;
import dev.holdfast.clinic.part.Page;
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

/// Connections through the gateway that the backend, or the client, ends: who began it, and what for.
final class GatewayEndCases {
    private GatewayEndCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.CLIENT_LEFT, "Chromium, Node ws behind the gateway", trial -> {
                            Server gateway = trial.gateway(Backends.node(trial).address())
                                    .start();
                            WebPages pages = trial.pages();
                            Page page = trial.chromium().open(pages.at("/"));
                            page.evaluate("""
                                    new Promise(done => {
                                      window.socket = new WebSocket('%s');
                                      window.socket.onopen = done;
                                    })
                                    """.formatted(Trial.ws(gateway.address())));
                            page.closeTab();
                            return Said.of("end", gateway.diagnostics().end());
                        })
                        .needing(Need.CHROMIUM, Need.NODE),
                hit(
                                Cause.APPLICATION_CLOSED,
                                "Node ws behind the gateway",
                                trial -> Way.to(
                                                trial,
                                                Backends.node(
                                                                trial,
                                                                "",
                                                                "socket.on(\"message\", () => socket.close(4009, \"enough\"));")
                                                        .address())
                                        .closed())
                        .needing(Need.NODE),
                hit(Cause.SERVER_LOOP_EXITS_EARLY, "FastAPI on uvicorn", trial -> {
                            Uvicorn backend = Backends.uvicorn(trial, """
                                    from fastapi import FastAPI, WebSocket
                                    app = FastAPI()

                                    @app.websocket("/ws")
                                    async def leave(websocket: WebSocket):
                                        await websocket.accept()
                                    """);
                            return Way.to(trial, backend.address()).waited();
                        })
                        .needing(Need.UVICORN),
                hit(Cause.HANDLER_EXCEPTION, "python-websockets behind the gateway", trial -> {
                            ScriptedBackend backend = trial.with(ScriptedBackend.of(trial.python("""
                                    import asyncio, websockets
                                    async def fail(socket):
                                        await socket.recv()
                                        raise RuntimeError("no such room")
                                    async def main():
                                        async with websockets.serve(fail, "127.0.0.1", 0) as server:
                                            print("listening", server.sockets[0].getsockname()[1])
                                            await asyncio.Future()
                                    asyncio.run(main())
                                    """)));
                            return Way.to(trial, backend.address()).closed();
                        })
                        .needing(Need.PYTHON_WEBSOCKETS),
                hit(Cause.MESSAGE_TOO_BIG, "FastAPI on uvicorn", trial -> {
                            Uvicorn backend = Backends.uvicorn(trial, Backends.fastApi(""), "--ws-max-size", "1000");
                            return tooBig(trial, backend.address());
                        })
                        .needing(Need.UVICORN),
                hit(
                                Cause.MESSAGE_TOO_BIG,
                                "Node ws behind the gateway",
                                trial -> tooBig(
                                        trial,
                                        Backends.node(trial, "maxPayload: 1000,", "")
                                                .address()))
                        .needing(Need.NODE),
                hit(Cause.DEPLOY_OR_DRAIN, "Node ws behind the gateway", trial -> {
                            ScriptedBackend backend = Backends.node(
                                    trial, "", "process.once(\"SIGTERM\", () => socket.close(1012, \"restart\"));");
                            Server gateway = trial.gateway(backend.address()).start();
                            RawClient client = talk(trial.raw(gateway.address()));
                            backend.program().signal("TERM");
                            client.frame(0x88, client.readClose().payload());
                            return Said.of("end", gateway.diagnostics().end());
                        })
                        .needing(Need.NODE),
                hit(Cause.DEPLOY_OR_DRAIN, "python-websockets behind the gateway", trial -> {
                            ScriptedBackend backend = trial.with(ScriptedBackend.of(trial.python("""
                                    import asyncio, signal, websockets
                                    async def echo(socket):
                                        async for message in socket:
                                            await socket.send(message)
                                    async def main():
                                        stop = asyncio.get_running_loop().create_future()
                                        asyncio.get_running_loop().add_signal_handler(
                                            signal.SIGTERM, stop.set_result, None)
                                        async with websockets.serve(echo, "127.0.0.1", 0) as server:
                                            print("listening", server.sockets[0].getsockname()[1])
                                            await stop
                                    asyncio.run(main())
                                    """)));
                            Server gateway = trial.gateway(backend.address()).start();
                            talk(trial.raw(gateway.address()));
                            backend.program().signal("TERM");
                            return Said.of("end", gateway.diagnostics().end());
                        })
                        .needing(Need.PYTHON_WEBSOCKETS),
                hit(Cause.SERVER_IDLE_POLICY, "Node ws behind the gateway", trial -> {
                            ScriptedBackend backend = Backends.node(
                                    trial, "", "setTimeout(() => socket.close(1001, \"idle timeout\"), 300);");
                            return Way.to(trial, backend.address()).answeredClose();
                        })
                        .needing(Need.NODE),
                hit(Cause.HEARTBEAT_MISSED, "FastAPI on uvicorn", trial -> {
                            Uvicorn backend = Backends.uvicorn(
                                    trial,
                                    Backends.fastApi(""),
                                    "--ws-ping-interval",
                                    "0.3",
                                    "--ws-ping-timeout",
                                    "0.3");
                            // Its client answers no ping.
                            return Way.to(trial, backend.address()).waited();
                        })
                        .needing(Need.UVICORN),
                hit(
                                Cause.HEARTBEAT_MISSED,
                                "python-websockets behind the gateway",
                                trial -> Way.to(
                                                trial,
                                                Backends.python(trial, ", ping_interval=0.3, ping_timeout=0.3")
                                                        .address())
                                        .waited())
                        .needing(Need.PYTHON_WEBSOCKETS),
                nearMiss(
                                Cause.HEARTBEAT_MISSED,
                                "FastAPI on uvicorn",
                                "an exception with the same code",
                                Set.of(Cause.HANDLER_EXCEPTION),
                                trial -> {
                                    Uvicorn backend = Backends.uvicorn(trial, """
                                            from fastapi import FastAPI, WebSocket
                                            app = FastAPI()

                                            @app.websocket("/ws")
                                            async def fail(websocket: WebSocket):
                                                await websocket.accept()
                                                await websocket.receive_text()
                                                await websocket.close(1011, "no database")
                                            """);
                                    return Way.to(trial, backend.address()).closed();
                                })
                        .needing(Need.UVICORN));
    }

    /// A client that says something, answers no ping, and waits.
    static RawClient talk(RawClient client) throws Exception {
        client.upgrade();
        client.text("hello");
        client.read();
        return client;
    }

    private static Said tooBig(Trial trial, InetSocketAddress backend) throws Exception {
        Way way = Way.to(trial, backend);
        way.open().text("x".repeat(2000));
        return way.end();
    }
}
