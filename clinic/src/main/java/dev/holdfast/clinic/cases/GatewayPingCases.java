package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.backend.Backends;
import dev.holdfast.clinic.gateway.Way;
import dev.holdfast.clinic.part.Patience;
import dev.holdfast.clinic.part.RawBackend;
import dev.holdfast.clinic.part.ScriptedBackend;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.Talker;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Pings of a backend and of a client that pass through a gateway: who did not answer whom.
final class GatewayPingCases {
    /// As the page of Node's ws tells its users to do.
    private static final String TERMINATES = """
            socket.alive = true;
            socket.on("pong", () => { socket.alive = true; });
            const beat = setInterval(() => {
              if (!socket.alive) return socket.terminate();
              socket.alive = false;
              socket.ping();
            }, 1200);
            socket.on("close", () => clearInterval(beat));
            """;

    /// Lets the event loop have one turn a second.
    private static final String BLOCKING = """
            import asyncio, time
            async def block():
                while True:
                    time.sleep(1.0)
                    await asyncio.sleep(0)
            """;

    private static final String PYTHON_CLIENT = """
            import asyncio, sys, time, websockets
            async def main():
                async with websockets.connect(
                        sys.argv[1], ping_interval=0.5, ping_timeout=1.2, close_timeout=1) as socket:
                    %s
                    await socket.wait_closed()
                print("closed")
            asyncio.run(main())
            """;

    private GatewayPingCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(
                                Cause.HEARTBEAT_MISSED,
                                "Node ws behind the gateway",
                                trial -> silentClient(
                                        trial,
                                        Backends.node(trial, "", TERMINATES).address()))
                        .called("that terminates")
                        .needing(Need.NODE),
                hit(
                        Cause.HEARTBEAT_MISSED,
                        "raw backend",
                        trial -> silentClient(
                                trial,
                                trial.with(RawBackend.start(exchange -> {
                                            exchange.upgrade().frame(0x89, (byte) 'p');
                                            Patience.pause(Duration.ofMillis(1200));
                                            exchange.end();
                                        }))
                                        .address())),
                nearMiss(
                        Cause.HEARTBEAT_MISSED,
                        "raw",
                        "a backend that drops a client which answered",
                        Set.of(Cause.UNEXPLAINED),
                        trial -> {
                            RawBackend backend = trial.with(RawBackend.start(exchange -> {
                                exchange.upgrade().frame(0x89, (byte) 'p').awaitBytes();
                                Patience.pause(Duration.ofMillis(1200));
                                exchange.socket()
                                        .getInputStream()
                                        .skip(exchange.socket().getInputStream().available());
                                exchange.end();
                            }));
                            Server gateway = trial.gateway(backend.address()).start();
                            trial.with(Talker.connect(gateway.address()));
                            return Said.of("end", gateway.diagnostics().end());
                        }),
                hit(Cause.SERVER_EVENT_LOOP_BLOCKED, "python-websockets behind the gateway", trial -> {
                            ScriptedBackend backend = trial.with(ScriptedBackend.of(trial.python(BLOCKING + """
                                    import websockets
                                    async def echo(socket):
                                        async for message in socket:
                                            await socket.send(message)
                                            asyncio.get_running_loop().create_task(block())
                                    async def main():
                                        async with websockets.serve(
                                                echo, "127.0.0.1", 0, ping_interval=0.5, ping_timeout=0.5) as server:
                                            print("listening", server.sockets[0].getsockname()[1])
                                            await asyncio.Future()
                                    asyncio.run(main())
                                    """)));
                            return blockedBackend(trial, backend.address());
                        })
                        .needing(Need.PYTHON_WEBSOCKETS),
                hit(
                                Cause.SERVER_EVENT_LOOP_BLOCKED,
                                "FastAPI on uvicorn",
                                trial -> blockedBackend(
                                        trial,
                                        Backends.uvicorn(
                                                        trial,
                                                        BLOCKING + """
                                        from fastapi import FastAPI, WebSocket
                                        app = FastAPI()

                                        @app.websocket("/ws")
                                        async def echo(websocket: WebSocket):
                                            await websocket.accept()
                                            await websocket.send_text(await websocket.receive_text())
                                            asyncio.get_running_loop().create_task(block())
                                            await websocket.receive_text()
                                        """,
                                                        "--ws-ping-interval",
                                                        "0.5",
                                                        "--ws-ping-timeout",
                                                        "0.5")
                                                .address()))
                        .needing(Need.UVICORN),
                nearMiss(
                                Cause.SERVER_EVENT_LOOP_BLOCKED,
                                "FastAPI on uvicorn",
                                "a client behind the gateway that answers no ping",
                                Set.of(Cause.HEARTBEAT_MISSED),
                                trial -> silentClient(
                                        trial,
                                        Backends.uvicorn(
                                                        trial,
                                                        Backends.fastApi(""),
                                                        "--ws-ping-interval",
                                                        "0.5",
                                                        "--ws-ping-timeout",
                                                        "0.5")
                                                .address()))
                        .needing(Need.UVICORN),
                hit(
                                Cause.BACKEND_SILENT,
                                "python-websockets, raw backend",
                                trial -> pingingClient(
                                        trial,
                                        trial.with(RawBackend.start(exchange ->
                                                        exchange.upgrade().readAll()))
                                                .address(),
                                        ""))
                        .needing(Need.PYTHON_WEBSOCKETS),
                hit(
                                Cause.BACKEND_SILENT,
                                "python-websockets, Node ws behind the gateway",
                                trial -> pingingClient(
                                        trial,
                                        Backends.node(trial, "autoPong: false,", "")
                                                .address(),
                                        ""))
                        .needing(Need.PYTHON_WEBSOCKETS, Need.NODE),
                // It was answered, and did not look.
                nearMiss(
                                Cause.BACKEND_SILENT,
                                "python-websockets, Node ws",
                                "a client that stood still itself",
                                Set.of(Cause.CLIENT_LIBRARY_TIMEOUT),
                                trial -> pingingClient(
                                        trial,
                                        Backends.node(trial).address(),
                                        "for _ in range(9): time.sleep(1.5); await asyncio.sleep(0)"))
                        .needing(Need.PYTHON_WEBSOCKETS, Need.NODE));
    }

    /// A client that answers no ping.
    private static Said silentClient(Trial trial, InetSocketAddress backend) throws Exception {
        return Way.to(trial, backend).waited();
    }

    private static Said blockedBackend(Trial trial, InetSocketAddress backend) throws Exception {
        Server gateway = trial.gateway(backend).start();
        trial.with(Talker.connect(gateway.address())).say("block");
        return Said.of("end", gateway.diagnostics().end());
    }

    private static Said pingingClient(Trial trial, InetSocketAddress backend, String meanwhile) throws Exception {
        return pinging(Way.to(trial, backend), meanwhile);
    }

    /// @param meanwhile what the client does besides waiting
    static Said pinging(Way way, String meanwhile) throws Exception {
        way.trial().python(PYTHON_CLIENT.formatted(meanwhile.isEmpty() ? "pass" : meanwhile), Trial.ws(way.entry()));
        return way.end();
    }
}
