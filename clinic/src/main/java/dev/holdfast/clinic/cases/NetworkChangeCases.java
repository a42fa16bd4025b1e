package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.fault.FaultRelay;
import dev.holdfast.clinic.fault.Faults;
import dev.holdfast.clinic.part.Child;
import dev.holdfast.clinic.part.ClientBundle;
import dev.holdfast.clinic.part.Network;
import dev.holdfast.clinic.part.Page;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.Token;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Clients whose address changes under their connection, and that come back from the new one.
final class NetworkChangeCases {
    private static final String NODE_CLIENT = """
            import WebSocket from "ws";
            const { HoldfastClient } = await import(process.argv[2]);
            const client = new HoldfastClient(process.argv[1], {
              WebSocket,
              minReconnectDelay: 50,
              getToken: () => process.argv[3],
            });
            client.on("state", ({ type }) => { if (type === "open") { console.log("open"); } });
            """;

    private NetworkChangeCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.NETWORK_CHANGE, "Node ws", NetworkChangeCases::anotherAddress)
                        .needing(Need.NODE, Need.CLIENT_JS, Need.NETWORK),
                hit(Cause.NETWORK_CHANGE, "Chromium", trial -> throughTwoBoxes(trial, "127.0.0.7"))
                        .needing(Need.CHROMIUM, Need.NODE, Need.CLIENT_JS),
                nearMiss(
                                Cause.NETWORK_CHANGE,
                                "Chromium",
                                "a path that fell silent, and a client that came back by it",
                                Set.of(Cause.CLIENT_EVENT_LOOP_BLOCKED),
                                trial -> throughTwoBoxes(trial, "127.0.0.1"))
                        .needing(Need.CHROMIUM, Need.NODE, Need.CLIENT_JS));
    }

    private static Said anotherAddress(Trial trial) throws Exception {
        Network network = trial.network();
        Server server = trial.production()
                .with("listen", network.ours().getHostAddress() + ":0")
                .pinging(Duration.ofMillis(500), Duration.ofMillis(1500))
                .start();
        String token = Token.of("anna")
                .expiring(Instant.now().plus(Duration.ofDays(1)))
                .signed();
        Child client = trial.with(network.start(
                trial.clinicFolder(),
                List.of(
                        "node",
                        "--input-type=module",
                        "-e",
                        NODE_CLIENT,
                        Trial.ws(server.address()).toString(),
                        ClientBundle.module(),
                        token)));
        client.says("open");
        network.changeAddress();
        return cameBack(server, "client-came-back");
    }

    /// The way falls silent, and the client comes back by it from another address of this machine.
    private static Said throughTwoBoxes(Trial trial, String address) throws Exception {
        Server server = trial.development()
                .pinging(Duration.ofMillis(500), Duration.ofMillis(1500))
                .start();
        FaultRelay relay = trial.relay(server.address(), Faults.named("black-hole"));
        Page page = trial.chromium().open(trial.pages().withClient().at("/client.html"));
        page.evaluate("""
                new Promise((done) => {
                  window.client = new holdfast.HoldfastClient('%s', { minReconnectDelay: 50 });
                  client.on('state', ({ type }) => { if (type === 'open') { done('open'); } });
                })
                """.formatted(Trial.ws(relay.address())));
        relay.from(address).cut();
        return cameBack(server, address.equals("127.0.0.1") ? "client-reported" : "client-came-back");
    }

    /// The first end, when its client has come back.
    ///
    /// @param fact that is learned by it
    private static Said cameBack(Server server, String fact) throws Exception {
        String first = server.diagnostics().end().path("connection_id").asString();
        return Crowd.withFact(server.diagnostics(), first, fact);
    }
}
