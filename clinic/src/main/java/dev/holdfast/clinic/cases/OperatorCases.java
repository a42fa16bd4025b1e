package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.server.Connection;
import dev.holdfast.server.Handler;
import dev.holdfast.server.Message;
import dev.holdfast.server.fixture.RawClient;
import java.util.List;
import java.util.Set;

/// What people who run a server do to its connections: close one by hand, hold a client in a loop back.
final class OperatorCases {
    private static final int MORE_THAN_A_LOOP = 25;

    private static final String NODE_CLIENT = """
            import WebSocket from "ws";
            const socket = new WebSocket(process.argv[1]);
            socket.on("open", () => console.log("open"));
            socket.on("close", (code) => console.log("closed", code));
            """;

    /// Offers what is refused, again and again.
    private static final String NODE_LOOP = """
            import WebSocket from "ws";
            const [, url, rounds, pause] = process.argv;
            for (let i = 0; i < Number(rounds); i++) {
              await new Promise((done) => {
                const socket = new WebSocket(url, ["nobody-speaks-this"]);
                socket.on("error", () => {});
                socket.on("close", () => setTimeout(done, Number(pause)));
              });
            }
            console.log("done");
            """;

    private OperatorCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.CLOSED_BY_OPERATOR, "Node ws", OperatorCases::closedByHand)
                        .needing(Need.NODE, Need.CURL),
                nearMiss(
                        Cause.CLOSED_BY_OPERATOR,
                        "raw",
                        "closed by the application",
                        Set.of(Cause.APPLICATION_CLOSED),
                        OperatorCases::closedByTheApplication),
                hit(Cause.HELD_BACK, "Node ws", trial -> loop(trial, "30s", MORE_THAN_A_LOOP))
                        .needing(Need.NODE),
                nearMiss(
                                Cause.HELD_BACK,
                                "Node ws",
                                "too few for a loop",
                                Set.of(Cause.SUBPROTOCOL_NOT_SUPPORTED),
                                trial -> loop(trial, "30s", 5))
                        .needing(Need.NODE),
                nearMiss(
                                Cause.HELD_BACK,
                                "Node ws",
                                "a loop where nobody is held back",
                                Set.of(Cause.SUBPROTOCOL_NOT_SUPPORTED),
                                trial -> loop(trial, "0s", MORE_THAN_A_LOOP))
                        .needing(Need.NODE));
    }

    private static Said closedByHand(Trial trial) throws Exception {
        Server server = trial.development().start();
        var client = trial.node(NODE_CLIENT, Trial.ws(server.address())).says("open");
        String id = server.diagnostics()
                .connections()
                .getFirst()
                .path("connection_id")
                .asString();
        trial.curl(
                        "-s",
                        "-X",
                        "POST",
                        "-H",
                        "Content-Type: application/json",
                        "-d",
                        "{\"reason\":\"a test that ran wild\"}",
                        server.diagnostics().base().resolve("api/connections/" + id + "/close"))
                .exitStatus();
        client.says("closed");
        return Said.of("end", server.diagnostics().end());
    }

    private static Said closedByTheApplication(Trial trial) throws Exception {
        Server server = trial.development()
                .serving(new Handler() {
                    @Override
                    public void onMessage(Connection connection, Message message) {
                        connection.close(4002, "by the application");
                    }
                })
                .start();
        RawClient client = trial.raw(server.address());
        client.upgrade();
        client.text("hello");
        client.frame(0x88, client.readClose().payload());
        return Said.of("end", server.diagnostics().end());
    }

    /// @return what the newest handshake was refused for
    private static Said loop(Trial trial, String holdBack, int rounds) throws Exception {
        Server server =
                trial.development().with("incidents.hold-back", holdBack).start();
        trial.node(NODE_LOOP, Trial.ws(server.address()), rounds, 20).says("done");
        return Said.of("rejection", server.diagnostics().ends(rounds).getLast());
    }
}
