package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.fault.FaultRelay;
import dev.holdfast.clinic.fault.Faults;
import dev.holdfast.clinic.part.Child;
import dev.holdfast.clinic.part.Patience;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Very many clients that come back at the same moments, and very many that merely come.
final class StormCases {
    /// More than a storm takes.
    private static final int CLIENTS = 130;

    /// Each comes back a fixed time after it lost its connection.
    private static final String NODE_CLIENTS = """
            import WebSocket from "ws";
            const [, url, clients, retry] = process.argv;
            const connect = () => {
              const socket = new WebSocket(url);
              socket.on("error", () => {});
              socket.on("close", () => setTimeout(connect, Number(retry)));
            };
            for (let n = 0; n < Number(clients); n++) {
              connect();
            }
            """;

    private static final String PYTHON_CLIENTS = """
            import asyncio, sys, websockets
            url, clients, retry = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) / 1000
            async def client():
                while True:
                    try:
                        async with websockets.connect(url, ping_interval=None) as socket:
                            await socket.wait_closed()
                    except (websockets.WebSocketException, OSError):
                        pass
                    await asyncio.sleep(retry)
            async def main():
                await asyncio.gather(*(client() for _ in range(clients)))
            asyncio.run(main())
            """;

    private StormCases() {}

    @FunctionalInterface
    private interface Crowd {
        Child connect(Trial trial, Object... arguments) throws Exception;
    }

    static List<ClinicCase> all() {
        return List.of(
                hit(
                                Cause.RECONNECT_STORM,
                                "Node ws",
                                trial -> refused(trial, (each, arguments) -> each.node(NODE_CLIENTS, arguments)))
                        .needing(Need.NODE),
                hit(
                                Cause.RECONNECT_STORM,
                                "python-websockets",
                                trial -> refused(trial, (each, arguments) -> each.python(PYTHON_CLIENTS, arguments)))
                        .needing(Need.PYTHON_WEBSOCKETS),
                hit(Cause.RECONNECT_STORM, "Node ws", StormCases::back)
                        .needing(Need.NODE)
                        .called("after a restart in between"),
                nearMiss(
                                Cause.RECONNECT_STORM,
                                "Node ws",
                                "as many that come for the first time",
                                Set.of(Cause.CLIENT_LEFT),
                                StormCases::firstTime)
                        .needing(Need.NODE),
                nearMiss(
                                Cause.RECONNECT_STORM,
                                "Node ws",
                                "as many that were cut and stay away",
                                Set.of(Cause.PROXY_RELOAD, Cause.UNEXPLAINED),
                                StormCases::stayAway)
                        .needing(Need.NODE));
    }

    /// A server that has room for some only; the others come again, all after the same time.
    private static Said refused(Trial trial, Crowd crowd) throws Exception {
        Server server = trial.development()
                .withoutPings()
                .with("limits.connections", "20")
                .with("log.rejections-per-second", "10000")
                .start();
        crowd.connect(trial, Trial.ws(server.address()), CLIENTS, 1000);
        return Said.of("incident", server.diagnostics().incident("reconnect-storm"));
    }

    /// All come back at once after a quiet time, so that it is no server to which so many come always.
    private static Said back(Trial trial) throws Exception {
        Server server = trial.development().withoutPings().start();
        FaultRelay relay = trial.relay(server.address(), Faults.named("restart"));
        trial.node(NODE_CLIENTS, Trial.ws(relay.address()), CLIENTS, 500);
        server.diagnostics().open(CLIENTS);
        Patience.pause(Duration.ofSeconds(15));
        relay.cut();
        return Said.of("incident", server.diagnostics().incident("reconnect-storm"));
    }

    private static Said firstTime(Trial trial) throws Exception {
        Server server = trial.development().withoutPings().start();
        Child clients = trial.node(NODE_CLIENTS, Trial.ws(server.address()), CLIENTS, 60_000);
        server.diagnostics().open(CLIENTS);
        lookedTwice();
        clients.signal("INT");
        trial.node("""
                import WebSocket from "ws";
                const socket = new WebSocket(process.argv[1]);
                socket.on("open", () => socket.close(1000));
                """, Trial.ws(server.address()));
        JsonNode left = server.diagnostics()
                .end(
                        "one that closes in order",
                        end -> end.path("disconnect_code").asInt() == 1000);
        return stormOr(server, Said.of("end", left));
    }

    private static Said stayAway(Trial trial) throws Exception {
        Server server = trial.development().withoutPings().start();
        FaultRelay relay = trial.relay(server.address(), Faults.named("restart"));
        trial.node(NODE_CLIENTS, Trial.ws(relay.address()), CLIENTS, 60_000);
        server.diagnostics().open(CLIENTS);
        relay.cut();
        Said mass = Said.of("incident", server.diagnostics().incident("mass-end"));
        lookedTwice();
        return stormOr(server, mass);
    }

    /// Storms are looked for once a second.
    private static void lookedTwice() throws InterruptedException {
        Patience.pause(Duration.ofMillis(2500));
    }

    private static Said stormOr(Server server, Said other) throws Exception {
        return server.diagnostics().incidents().stream()
                .filter(each -> each.path("kind").asString().equals("reconnect-storm"))
                .findFirst()
                .map(each -> Said.of("incident", each))
                .orElse(other);
    }
}
