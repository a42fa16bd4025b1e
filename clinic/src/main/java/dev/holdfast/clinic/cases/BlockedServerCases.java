package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.part.Child;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.server.Handler;
import dev.holdfast.server.Route;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Clients that give up because an event loop of ours stands still, and those that give up while it runs.
final class BlockedServerCases {
    /// Pings, and takes an answer that is late for the end of the connection. Says so in its close frame.
    private static final String PYTHON = """
            import asyncio, sys, websockets
            async def main():
                url, interval, timeout = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
                async with websockets.connect(url, ping_interval=interval, ping_timeout=timeout) as socket:
                    await socket.send("hello")
                    await socket.wait_closed()
                    print("closed", socket.close_code)
            asyncio.run(main())
            """;

    /// Pings once, and ends TCP when no answer has come in time.
    private static final String NODE = """
            import WebSocket from "ws";
            const [, url, timeout] = process.argv;
            const socket = new WebSocket(url);
            socket.on("error", () => {});
            socket.on("open", () => {
              socket.send("hello");
              socket.ping();
              const deadline = setTimeout(() => socket.terminate(), Number(timeout));
              socket.on("pong", () => clearTimeout(deadline));
            });
            socket.on("close", (code) => console.log("closed", code));
            """;

    private BlockedServerCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.SERVER_EVENT_LOOP_BLOCKED, "python-websockets", trial -> {
                            Server server = blocking(trial, Duration.ofMillis(2500));
                            python(trial, server);
                            return Said.of("end", server.diagnostics().end());
                        })
                        .needing(Need.PYTHON_WEBSOCKETS),
                hit(Cause.SERVER_EVENT_LOOP_BLOCKED, "Node ws", trial -> {
                            Server server = blocking(trial, Duration.ofMillis(6500));
                            trial.node(NODE, Trial.ws(server.address()), 5500).says("closed");
                            return Said.of("end", server.diagnostics().end());
                        })
                        .needing(Need.NODE),
                // The same handler where blocking harms nobody: pings are answered, and nobody gives up.
                nearMiss(
                                Cause.SERVER_EVENT_LOOP_BLOCKED,
                                "Node ws",
                                "a handler that blocks on a thread of its own",
                                Set.of(Cause.CLIENT_LEFT),
                                BlockedServerCases::onItsOwnThread)
                        .needing(Need.NODE),
                // TCP ends without a word while the server is well: whoever did it, this server did not stand still.
                nearMiss(
                                Cause.SERVER_EVENT_LOOP_BLOCKED,
                                "Node ws",
                                "terminated while the server was well",
                                Set.of(Cause.UNEXPLAINED),
                                BlockedServerCases::terminated)
                        .needing(Need.NODE));
    }

    private static Handler sleeping(Duration time) {
        return (_, _) -> Thread.sleep(time);
    }

    private static Server blocking(Trial trial, Duration time) throws Exception {
        return trial.development()
                .withoutPings()
                .serving(Route.onEventLoop("/ws", sleeping(time)))
                .start();
    }

    private static Child python(Trial trial, Server server) throws Exception {
        return trial.python(PYTHON, Trial.ws(server.address()), 0.3, 0.7).says("closed");
    }

    private static Said onItsOwnThread(Trial trial) throws Exception {
        Server server = trial.development()
                .withoutPings()
                .serving(sleeping(Duration.ofMillis(2500)))
                .start();
        trial.node("""
                import WebSocket from "ws";
                const socket = new WebSocket(process.argv[1]);
                socket.on("open", () => { socket.send("hello"); socket.ping(); });
                socket.on("pong", () => socket.close(1000));
                """, Trial.ws(server.address()));
        return Said.of("end", server.diagnostics().end());
    }

    private static Said terminated(Trial trial) throws Exception {
        Server server = trial.development().withoutPings().start();
        trial.node("""
                import WebSocket from "ws";
                const socket = new WebSocket(process.argv[1]);
                socket.on("open", () => socket.send("hello"));
                socket.on("message", () => socket.terminate());
                """, Trial.ws(server.address()));
        return Said.of("end", server.diagnostics().end());
    }
}
