package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.part.Patience;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.server.Connection;
import dev.holdfast.server.Handler;
import dev.holdfast.server.Message;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import tools.jackson.databind.JsonNode;

/// Handlers that do not notice that their connection is gone.
final class SlowHandlerCases {
    private static final String LEAVES_AT_ONCE = """
            import WebSocket from "ws";
            const socket = new WebSocket(process.argv[1]);
            socket.on("open", () => { socket.send("work"); setTimeout(() => socket.close(1000), 50); });
            socket.on("close", () => console.log("closed"));
            """;

    private SlowHandlerCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.HANDLER_SLOW_TO_STOP, "Node ws", trial -> worked(trial, Duration.ofMillis(700)))
                        .needing(Need.NODE),
                nearMiss(
                                Cause.HANDLER_SLOW_TO_STOP,
                                "Node ws",
                                "a handler that stops soon after",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> worked(trial, Duration.ofMillis(1)))
                        .needing(Need.NODE));
    }

    /// A handler that works on for so long after the end of its connection; more than 300 ms are too long.
    ///
    /// @return what the log says of the handler, else of the end
    private static Said worked(Trial trial, Duration afterTheEnd) throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        Server server = trial.development()
                .with("closing.timeout", "300ms")
                .serving(new Handler() {
                    @Override
                    public void onMessage(Connection connection, Message message) throws InterruptedException {
                        gone.await();
                        Patience.pause(afterTheEnd);
                    }
                })
                .start();
        trial.node(LEAVES_AT_ONCE, Trial.ws(server.address())).says("closed");
        JsonNode end = server.diagnostics().end();
        gone.countDown();
        Patience.until("the handler's last line", () -> line(server, "loop-ended"));
        return line(server, "handler-slow-to-stop")
                .map(line -> Said.noted("handler-slow-to-stop", line))
                .orElseGet(() -> Said.of("end", end));
    }

    private static Optional<JsonNode> line(Server server, String event) throws Exception {
        return Files.readAllLines(server.log()).stream()
                .map(JsonForm::tree)
                .filter(line -> line.path("event").asString("").equals(event))
                .findFirst();
    }
}
