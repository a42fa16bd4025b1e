package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.part.Child;
import dev.holdfast.clinic.part.Patience;
import dev.holdfast.clinic.part.Program;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.server.fixture.RawClient;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Servers that stop: in order, by their own greatest age, and by a kill.
final class StopCases {
    private static final String[] ANY_PORT = {"dev", "--port", "0", "--admin-port", "0"};

    private StopCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.DEPLOY_OR_DRAIN, Sitting.CHROMIUM.software(), trial -> drained(trial, Sitting.CHROMIUM))
                        .needing(Sitting.CHROMIUM.needs()),
                hit(Cause.DEPLOY_OR_DRAIN, Sitting.PYTHON.software(), trial -> drained(trial, Sitting.PYTHON))
                        .needing(Sitting.PYTHON.needs()),
                hit(Cause.DEPLOY_OR_DRAIN, "Node ws", StopCases::terminated)
                        .needing(Need.NODE)
                        .called("SIGTERM to the program"),
                nearMiss(
                        Cause.DEPLOY_OR_DRAIN,
                        "raw client",
                        "left in the grace before it",
                        Set.of(Cause.CLIENT_LEFT),
                        StopCases::leftInTheGrace),
                hit(Cause.CRASH_OOM_SIGKILL, "Node ws", trial -> killed(trial, NODE_SITS))
                        .needing(Need.NODE),
                hit(Cause.CRASH_OOM_SIGKILL, "python-websockets", trial -> killed(trial, PYTHON_SITS))
                        .needing(Need.PYTHON_WEBSOCKETS),
                nearMiss(
                                Cause.CRASH_OOM_SIGKILL,
                                "Node ws",
                                "stopped in order and started again",
                                Set.of(Cause.DEPLOY_OR_DRAIN),
                                StopCases::startedAgain)
                        .needing(Need.NODE),
                hit(Cause.MAX_LIFETIME, Sitting.NODE.software(), trial -> oldAge(trial, Sitting.NODE))
                        .needing(Sitting.NODE.needs()),
                hit(Cause.MAX_LIFETIME, Sitting.PYTHON.software(), trial -> oldAge(trial, Sitting.PYTHON))
                        .needing(Sitting.PYTHON.needs()),
                nearMiss(
                        Cause.MAX_LIFETIME,
                        "raw client",
                        "left before its greatest age",
                        Set.of(Cause.CLIENT_LEFT),
                        StopCases::leftBeforeItsAge));
    }

    private static Said drained(Trial trial, Sitting client) throws Exception {
        Server server = trial.development().start();
        Sitting.Client open = client.connect(trial, server);
        server.beginDrain("SIGTERM");
        open.awaitClosed();
        return Said.of("end", server.diagnostics().end());
    }

    private static Said leftInTheGrace(Trial trial) throws Exception {
        Server server = trial.development().with("drain.grace", "20s").start();
        RawClient client = trial.raw(server.address());
        client.upgrade();
        server.beginDrain("SIGTERM");
        client.close(1001, "");
        client.readClose();
        return Said.of("end", server.diagnostics().end());
    }

    private static Said oldAge(Trial trial, Sitting client) throws Exception {
        Server server = trial.development().with("limits.max-age", "500ms").start();
        client.connect(trial, server).awaitClosed();
        return Said.of("end", server.diagnostics().end());
    }

    private static Said leftBeforeItsAge(Trial trial) throws Exception {
        Server server = trial.development().with("limits.max-age", "20s").start();
        RawClient client = trial.raw(server.address());
        client.upgrade();
        client.close(1000, "");
        client.readClose();
        return Said.of("end", server.diagnostics().end());
    }

    // ---- the program

    private static final String NODE_SITS = """
            import WebSocket from "ws";
            const socket = new WebSocket(process.argv[1]);
            socket.on("error", () => {});
            socket.on("open", () => console.log("open"));
            socket.on("close", (code) => console.log("closed", code));
            """;

    private static final String PYTHON_SITS = """
            import asyncio, sys, websockets
            async def main():
                async with websockets.connect(sys.argv[1]) as socket:
                    print("open")
                    await socket.wait_closed()
                    print("closed", socket.close_code)
            asyncio.run(main())
            """;

    private static Child sits(Trial trial, String script, InetSocketAddress server) throws Exception {
        Object url = Trial.ws(server);
        Child client = script.equals(NODE_SITS) ? trial.node(script, url) : trial.python(script, url);
        return client.says("open");
    }

    private static Said terminated(Trial trial) throws Exception {
        Program server = trial.program(ANY_PORT);
        Child client = sits(trial, NODE_SITS, server.ready().address());
        server.signal("TERM");
        client.says("closed 1012");
        server.exitStatus();
        return ended(server);
    }

    /// A kill says nothing. The next start finds that the one before did not stop in order.
    private static Said killed(Trial trial, String script) throws Exception {
        Program server = trial.program(ANY_PORT);
        Child client = sits(trial, script, server.ready().address());
        server.kill();
        client.says("closed 1006");
        Program next = trial.program(ANY_PORT);
        next.ready();
        return Patience.until("the line of the unclean stop", () -> uncleanStop(next));
    }

    private static Said startedAgain(Trial trial) throws Exception {
        Program server = trial.program(ANY_PORT);
        Child client = sits(trial, NODE_SITS, server.ready().address());
        server.signal("TERM");
        client.says("closed");
        server.exitStatus();
        Program next = trial.program(ANY_PORT);
        next.ready();
        // Notices of a start come in one order, so this one, which comes later, shows that the other did not come.
        Patience.until("the line of the start", () -> line(next, "development-rules", 2));
        Said unclean = uncleanStop(next).orElse(null);
        return unclean == null ? ended(next) : unclean;
    }

    private static Optional<Said> uncleanStop(Program program) throws Exception {
        return line(program, "unclean-stop", 1).map(line -> Said.noted("unclean-stop", line));
    }

    private static Said ended(Program program) throws Exception {
        return Said.of("end", line(program, "connection-ended", 1).orElseThrow());
    }

    /// @param number of the line among those of its event, from 1 on
    private static Optional<JsonNode> line(Program program, String event, int number) throws Exception {
        return program.log().stream()
                .map(JsonForm::tree)
                .filter(each -> each.path("event").asString("").equals(event))
                .skip(number - 1)
                .findFirst();
    }
}
