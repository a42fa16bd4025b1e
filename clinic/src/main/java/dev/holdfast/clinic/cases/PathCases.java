package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.fault.FaultRelay;
import dev.holdfast.clinic.fault.Faults;
import dev.holdfast.clinic.part.Child;
import dev.holdfast.clinic.part.Network;
import dev.holdfast.clinic.part.Patience;
import dev.holdfast.clinic.part.Program;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.Talker;
import dev.holdfast.clinic.part.Token;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/// Paths that die, forget, or lose packets: clients in a network of their own, whose cable does what it is told.
final class PathCases {
    private static final String NODE_CLIENT = """
            import WebSocket from "ws";
            const [url, token] = process.argv.slice(1);
            const socket = new WebSocket(url, { headers: { Authorization: `Bearer ${token}` } });
            socket.on("open", () => socket.send("hello"));
            socket.on("message", () => console.log("talking"));
            socket.on("error", () => {});
            setInterval(() => {}, 1000);
            """;

    private static final String PYTHON_CLIENT = """
            import asyncio, sys, websockets
            async def main():
                socket = await websockets.connect(
                    sys.argv[1], ping_interval=None, extra_headers={"Authorization": "Bearer " + sys.argv[2]})
                await socket.send("hello")
                await socket.recv()
                print("talking")
                await asyncio.sleep(600)
            asyncio.run(main())
            """;

    /// Longer than the second from which on a round trip is called slow.
    private static final Duration GAP = Duration.ofMillis(1800);

    private static final int GAPS = 10;

    private PathCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.HALF_OPEN_DEAD_PEER, "Node ws", trial -> cableCut(trial, node()))
                        .needing(Need.NODE, Need.NETWORK),
                hit(Cause.HALF_OPEN_DEAD_PEER, "python-websockets", trial -> cableCut(trial, python()))
                        .needing(Need.PYTHON_WEBSOCKETS, Need.NETWORK),
                // TCP ends at the box, which acknowledges whatever lies behind it.
                nearMiss(
                        Cause.HALF_OPEN_DEAD_PEER,
                        "fault relay",
                        "a box that acknowledges and passes nothing on",
                        Set.of(Cause.CLIENT_EVENT_LOOP_BLOCKED),
                        PathCases::blackHole),
                hit(Cause.RADIO_LOSS, "Node ws", trial -> fading(trial, node()))
                        .needing(Need.NODE, Need.NETWORK, Need.IPTABLES),
                hit(Cause.RADIO_LOSS, "python-websockets", trial -> fading(trial, python()))
                        .needing(Need.PYTHON_WEBSOCKETS, Need.NETWORK, Need.IPTABLES),
                nearMiss(
                                Cause.RADIO_LOSS,
                                "Node ws",
                                "a cable that was good until it was cut",
                                Set.of(Cause.HALF_OPEN_DEAD_PEER),
                                trial -> cableCut(trial, node()))
                        .needing(Need.NODE, Need.NETWORK),
                hit(Cause.L4_IDLE_SILENT_DROP, "iptables", PathCases::forgottenAndDropped)
                        .called("dropped")
                        .needing(Need.PYTHON_WEBSOCKETS, Need.NETWORK, Need.IPTABLES)
                        .within(290)
                        .atMost(3),
                hit(Cause.L4_IDLE_SILENT_DROP, "iptables", PathCases::forgottenAndRefused)
                        .called("refused")
                        .needing(Need.PYTHON_WEBSOCKETS, Need.NETWORK, Need.IPTABLES, Need.FAKETIME)
                        .within(180),
                // Silent for a second: no box forgets so soon.
                nearMiss(
                                Cause.L4_IDLE_SILENT_DROP,
                                "python-websockets",
                                "a path that dies after a short silence",
                                Set.of(Cause.HALF_OPEN_DEAD_PEER),
                                trial -> cableCut(trial, python()))
                        .needing(Need.PYTHON_WEBSOCKETS, Need.NETWORK));
    }

    private static List<String> node() {
        return List.of("node", "--input-type=module", "-e", NODE_CLIENT);
    }

    private static List<String> python() {
        return List.of("/usr/bin/python3", "-u", "-c", PYTHON_CLIENT);
    }

    private static Said cableCut(Trial trial, List<String> client) throws Exception {
        Network network = trial.network();
        Server server = trial.production()
                .with("listen", network.ours().getHostAddress() + ":0")
                .pinging(Duration.ofMillis(500), Duration.ofMillis(1500))
                .start();
        connected(trial, network, client, server.address());
        network.cut();
        return Said.of("end", server.diagnostics().end());
    }

    /// As a radio link does: gone for a moment, back, and then gone for good.
    private static Said fading(Trial trial, List<String> client) throws Exception {
        Network network = trial.network();
        Server server = trial.production()
                .with("listen", network.ours().getHostAddress() + ":0")
                .pinging(Duration.ofMillis(300), Duration.ofSeconds(8))
                .start();
        connected(trial, network, client, server.address());
        for (int gap = 0; gap < GAPS; gap++) {
            network.lose("INPUT", 1);
            Patience.pause(GAP);
            network.heal();
            // What was sent meanwhile is sent again and answered, where anything was.
            if (slowRoundTrip(server)) {
                break;
            }
        }
        network.cut();
        return Said.of("end", server.diagnostics().end());
    }

    /// Whether one is seen soon.
    private static boolean slowRoundTrip(Server server) throws Exception {
        try {
            var _ = Patience.until(
                    "a slow round trip",
                    GAP,
                    () -> server.diagnostics().connections().stream()
                            .filter(each -> each.path("round_trip_seconds").asDouble(0) > 1)
                            .findFirst());
            return true;
        } catch (TimeoutException _) {
            return false;
        }
    }

    private static Said blackHole(Trial trial) throws Exception {
        Server server = trial.development()
                .pinging(Duration.ofMillis(500), Duration.ofMillis(1500))
                .start();
        FaultRelay relay = trial.relay(server.address(), Faults.named("black-hole"));
        trial.with(Talker.connect(relay.address())).say("hello");
        relay.cut();
        return Said.of("end", server.diagnostics().end());
    }

    /// The kernel's own tracking of connections forgets this one, and lets nothing of unknown ones in. That takes as
    /// long as it takes: the ages that tell a dead path are the kernel's, so no clock can be faked.
    private static Said forgottenAndDropped(Trial trial) throws Exception {
        Network network = trial.network();
        network.forget(Duration.ofSeconds(30), "DROP");
        Server server = trial.production()
                .with("listen", network.ours().getHostAddress() + ":0")
                // The ping comes up to a tenth sooner.
                .pinging(Duration.ofSeconds(225), Duration.ofSeconds(3))
                .start();
        connected(trial, network, python(), server.address());
        return Said.of("end", server.diagnostics().end("an end", Duration.ofSeconds(270), _ -> true));
    }

    /// The same, and packets of unknown connections are refused. The minutes are of a server whose clock goes ten times
    /// as fast.
    private static Said forgottenAndRefused(Trial trial) throws Exception {
        Network network = trial.network();
        network.forget(Duration.ofSeconds(5), "REJECT --reject-with tcp-reset");
        Program.Ready server =
                trial.fastProgram(10, Duration.ofSeconds(240), network.ours()).ready();
        connected(trial, network, python(), server.address());
        return Said.of("end", server.diagnostics().end("an end", Duration.ofSeconds(120), _ -> true));
    }

    private static void connected(Trial trial, Network network, List<String> client, InetSocketAddress server)
            throws Exception {
        List<String> command = new ArrayList<>(client);
        command.add(Trial.ws(server).toString());
        command.add(Token.of("anna")
                .expiring(Instant.now().plus(Duration.ofDays(1)))
                .signed());
        Child running = trial.with(network.start(trial.clinicFolder(), command));
        running.says("talking");
    }
}
