package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.fault.FaultRelay;
import dev.holdfast.clinic.fault.Faults;
import dev.holdfast.clinic.part.Child;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Clients that live on the wire and say nothing, and clients that gave up for the same reason the other way round.
final class SilentClientCases {
    private static final String NODE_CLIENT = """
            import WebSocket from "ws";
            const socket = new WebSocket(process.argv[1]);
            socket.on("open", () => socket.send("hello"));
            socket.on("message", () => {
              console.log("talking");
              if (process.argv[2] === "busy") { for (;;) {} }
            });
            socket.on("error", () => {});
            """;

    private static final String PYTHON_CLIENT = """
            import asyncio, sys, websockets
            async def main():
                socket = await websockets.connect(sys.argv[1], ping_interval=None)
                await socket.send("hello")
                await socket.recv()
                print("talking")
                while sys.argv[2] == "busy":
                    pass
                await asyncio.sleep(600)
            asyncio.run(main())
            """;

    private static final String PYTHON_PINGS = """
            import asyncio, sys, websockets
            async def main():
                socket = await websockets.connect(sys.argv[1], ping_interval=0.3, ping_timeout=0.7)
                await socket.send("hello")
                await socket.recv()
                print("talking")
                await socket.wait_closed()
                print("closed", socket.close_code, socket.close_reason)
            asyncio.run(main())
            """;

    /// A liveness check as many applications write it around `ws`.
    private static final String NODE_PINGS = """
            import WebSocket from "ws";
            const socket = new WebSocket(process.argv[1]);
            let alive = true;
            socket.on("open", () => socket.send("hello"));
            socket.on("pong", () => { alive = true; });
            socket.once("message", () => console.log("talking"));
            socket.on("error", () => {});
            socket.on("close", (code) => console.log("closed", code));
            setInterval(() => {
              if (!alive) { socket.close(4000, "pong timeout"); return; }
              alive = false;
              if (socket.readyState === WebSocket.OPEN) { socket.ping(); }
            }, 700);
            """;

    private SilentClientCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.CLIENT_EVENT_LOOP_BLOCKED, "Node ws", trial -> stopped(nodeClient(trial, "")))
                        .called("stopped")
                        .needing(Need.NODE),
                hit(Cause.CLIENT_EVENT_LOOP_BLOCKED, "Node ws", trial -> busy(nodeClient(trial, "busy")))
                        .called("in an endless loop")
                        .needing(Need.NODE),
                hit(Cause.CLIENT_EVENT_LOOP_BLOCKED, "python-websockets", trial -> stopped(pythonClient(trial, "")))
                        .called("stopped")
                        .needing(Need.PYTHON_WEBSOCKETS),
                hit(Cause.CLIENT_EVENT_LOOP_BLOCKED, "python-websockets", trial -> busy(pythonClient(trial, "busy")))
                        .called("in an endless loop")
                        .needing(Need.PYTHON_WEBSOCKETS),
                nearMiss(
                                Cause.CLIENT_EVENT_LOOP_BLOCKED,
                                "Node ws",
                                "a client that is killed",
                                Set.of(Cause.UNEXPLAINED),
                                SilentClientCases::killed)
                        .needing(Need.NODE),
                hit(Cause.CLIENT_LIBRARY_TIMEOUT, "python-websockets", trial -> deaf(trial, PYTHON_PINGS, true))
                        .needing(Need.PYTHON_WEBSOCKETS),
                hit(Cause.CLIENT_LIBRARY_TIMEOUT, "Node ws", trial -> deaf(trial, NODE_PINGS, false))
                        .needing(Need.NODE));
    }

    private record Running(Server server, Child client) {}

    private static Running nodeClient(Trial trial, String how) throws Exception {
        Server server = pinging(trial);
        return new Running(server, trial.node(NODE_CLIENT, Trial.ws(server.address()), how));
    }

    private static Running pythonClient(Trial trial, String how) throws Exception {
        Server server = pinging(trial);
        return new Running(server, trial.python(PYTHON_CLIENT, Trial.ws(server.address()), how));
    }

    private static Server pinging(Trial trial) throws Exception {
        return trial.development()
                .pinging(Duration.ofMillis(500), Duration.ofMillis(1500))
                .start();
    }

    private static Said stopped(Running running) throws Exception {
        running.client().says("talking").signal("STOP");
        return Said.of("end", running.server().diagnostics().end());
    }

    private static Said busy(Running running) throws Exception {
        running.client().says("talking");
        return Said.of("end", running.server().diagnostics().end());
    }

    /// The kernel says goodbye for it. Nothing tells that from a path whose box ends it.
    private static Said killed(Trial trial) throws Exception {
        Running running = nodeClient(trial, "");
        running.client().says("talking").kill();
        return Said.of("end", running.server().diagnostics().end());
    }

    /// Its pings arrive and are answered, and the answers don't arrive.
    private static Said deaf(Trial trial, String client, boolean python) throws Exception {
        Server server = trial.development().withoutPings().start();
        FaultRelay relay = trial.relay(server.address(), Faults.named("deaf-client"));
        Child running = python
                ? trial.python(client, Trial.ws(relay.address()))
                : trial.node(client, Trial.ws(relay.address()));
        running.says("talking");
        relay.cut();
        return Said.of("end", server.diagnostics().end());
    }
}
