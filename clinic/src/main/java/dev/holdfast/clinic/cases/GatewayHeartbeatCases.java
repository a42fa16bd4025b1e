package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.backend.Backends;
import dev.holdfast.clinic.part.Child;
import dev.holdfast.clinic.part.ScriptedBackend;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.Uvicorn;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/// A gateway that pings both sides: who of them still answers.
final class GatewayHeartbeatCases {
    private GatewayHeartbeatCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.BACKEND_SILENT, "FastAPI on uvicorn", trial -> {
                            Uvicorn backend = Backends.uvicorn(trial, Backends.fastApi(""), "--ws-ping-interval", "60");
                            return silent(trial, backend.address(), () -> backend.signal("STOP"));
                        })
                        .needing(Need.UVICORN),
                hit(Cause.BACKEND_SILENT, "Node ws behind the gateway", trial -> {
                            ScriptedBackend backend = Backends.node(trial);
                            return silent(
                                    trial,
                                    backend.address(),
                                    () -> backend.program().signal("STOP"));
                        })
                        .needing(Need.NODE),
                hit(Cause.BACKEND_SILENT, "python-websockets that blocks its event loop", trial -> {
                            ScriptedBackend backend = trial.with(ScriptedBackend.of(trial.python("""
                                    import asyncio, time, websockets
                                    async def block(socket):
                                        async for message in socket:
                                            await socket.send(message)
                                            time.sleep(30)
                                    async def main():
                                        async with websockets.serve(block, "127.0.0.1", 0) as server:
                                            print("listening", server.sockets[0].getsockname()[1])
                                            await asyncio.Future()
                                    asyncio.run(main())
                                    """)));
                            return silent(trial, backend.address(), () -> {});
                        })
                        .needing(Need.PYTHON_WEBSOCKETS),
                nearMiss(
                                Cause.BACKEND_SILENT,
                                "Node ws",
                                "the client is the silent one",
                                Set.of(Cause.CLIENT_EVENT_LOOP_BLOCKED),
                                trial -> {
                                    Server gateway =
                                            pinging(trial, Backends.node(trial).address());
                                    Child client = trial.node("""
                                            import WebSocket from "ws";
                                            const socket = new WebSocket(process.argv[1]);
                                            socket.on("open", () => console.log("open"));
                                            """, Trial.ws(gateway.address()));
                                    client.says("open");
                                    client.signal("STOP");
                                    return Said.of("end", gateway.diagnostics().end());
                                })
                        .needing(Need.NODE),
                nearMiss(
                                Cause.BACKEND_SILENT,
                                "FastAPI on uvicorn",
                                "quiet on both sides, and alive",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> {
                                    Server gateway = pinging(
                                            trial,
                                            Backends.uvicorn(trial, Backends.fastApi(""))
                                                    .address());
                                    Child client = trial.node("""
                                            import WebSocket from "ws";
                                            const socket = new WebSocket(process.argv[1]);
                                            let pings = 0;
                                            socket.on("ping", () => { if (++pings === 4) socket.close(1000); });
                                            socket.on("close", () => console.log("closed"));
                                            """, Trial.ws(gateway.address()));
                                    client.says("closed");
                                    return Said.of("end", gateway.diagnostics().end());
                                })
                        .needing(Need.UVICORN, Need.NODE));
    }

    private interface Silencing {
        void silence() throws Exception;
    }

    private static Server pinging(Trial trial, InetSocketAddress backend) throws Exception {
        return trial.gateway(backend)
                .with("proxy.heartbeat", "400ms")
                .with("heartbeat.timeout", "1s")
                .start();
    }

    private static Said silent(Trial trial, InetSocketAddress backend, Silencing silencing) throws Exception {
        Server gateway = pinging(trial, backend);
        // A client that answers pings, as browsers do by themselves.
        Child client = trial.node("""
                import WebSocket from "ws";
                const socket = new WebSocket(process.argv[1]);
                socket.on("open", () => socket.send("hello"));
                socket.on("message", () => console.log("talked"));
                socket.on("close", code => console.log("closed " + code));
                """, Trial.ws(gateway.address()));
        client.says("talked");
        silencing.silence();
        client.says("closed 1014");
        return Said.of("end", gateway.diagnostics().end());
    }
}
