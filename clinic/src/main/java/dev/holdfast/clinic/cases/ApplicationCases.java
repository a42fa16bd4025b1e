package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.part.Child;
import dev.holdfast.clinic.part.Patience;
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
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What the application does to its connections: closes them on purpose, by mistake, for silence, or by failing.
final class ApplicationCases {
    private ApplicationCases() {}

    static List<ClinicCase> all() {
        return Stream.of(closes(), failures(), unanswered())
                .flatMap(List::stream)
                .toList();
    }

    private static List<ClinicCase> closes() {
        return List.of(
                closing(
                        Cause.APPLICATION_CLOSED,
                        Sitting.NODE,
                        onMessage(connection -> connection.close(4000, "enough"))),
                closing(
                        Cause.APPLICATION_CLOSED,
                        Sitting.CHROMIUM,
                        onMessage(connection -> connection.close(1000, ""))),
                closing(Cause.APPLICATION_CLOSED, Sitting.PYTHON, onMessage(connection -> connection.abort("banned")))
                        .called("aborted"),
                nearMiss(
                        Cause.APPLICATION_CLOSED,
                        "raw client",
                        "the client closes with the same code",
                        Set.of(Cause.CLIENT_LEFT),
                        ApplicationCases::clientCloses),
                closing(Cause.SERVER_LOOP_EXITS_EARLY, Sitting.NODE, onOpen(connection -> connection.close(1000, ""))),
                closing(
                        Cause.SERVER_LOOP_EXITS_EARLY,
                        Sitting.CHROMIUM,
                        onOpen(connection -> connection.close(1000, ""))),
                notClosing(
                        Cause.SERVER_LOOP_EXITS_EARLY,
                        Sitting.NODE,
                        "a code of its own",
                        onOpen(connection -> connection.close(4003, "not for you"))),
                notClosing(
                        Cause.SERVER_LOOP_EXITS_EARLY,
                        Sitting.PYTHON,
                        "after the first message",
                        onMessage(connection -> connection.close(1000, ""))),
                closing(
                        Cause.SERVER_IDLE_POLICY,
                        Sitting.NODE,
                        onMessage(connection -> connection.close(1000, "idle timeout"))),
                closing(
                        Cause.SERVER_IDLE_POLICY,
                        Sitting.PYTHON,
                        onMessage(connection -> connection.close(4001, "closed for inactivity"))),
                notClosing(
                        Cause.SERVER_IDLE_POLICY,
                        Sitting.NODE,
                        "another reason",
                        onMessage(connection -> connection.close(1000, "the game is over"))));
    }

    private static List<ClinicCase> failures() {
        Handler failing = onMessage(_ -> {
            throw new IllegalStateException("provoked");
        });
        return List.of(
                failing(Sitting.NODE, failing),
                failing(Sitting.PYTHON, failing),
                failing(Sitting.CHROMIUM, failing),
                nearMiss(
                        Cause.HANDLER_EXCEPTION,
                        "raw client",
                        "fewer failures than the limit",
                        Set.of(Cause.CLIENT_LEFT),
                        trial -> failsTwice(trial, failing)));
    }

    private static List<ClinicCase> unanswered() {
        return List.of(
                hit(Cause.CLOSE_HANDSHAKE_UNANSWERED, "raw client", trial -> closedBy(trial, Duration.ofMillis(300)))
                        .called("never answers"),
                hit(Cause.CLOSE_HANDSHAKE_UNANSWERED, "Node ws", trial -> frozen(trial, true))
                        .needing(Need.NODE)
                        .called("frozen"),
                nearMiss(
                                Cause.CLOSE_HANDSHAKE_UNANSWERED,
                                "Node ws",
                                "answered late and in time",
                                Set.of(Cause.APPLICATION_CLOSED),
                                trial -> frozen(trial, false))
                        .needing(Need.NODE),
                // Where we closed for a reason of ours, that reason stays the cause.
                nearMiss(
                        Cause.CLOSE_HANDSHAKE_UNANSWERED,
                        "raw client",
                        "a drain that is not answered",
                        Set.of(Cause.DEPLOY_OR_DRAIN),
                        ApplicationCases::drainUnanswered));
    }

    private interface Deed {
        void on(Connection connection) throws Exception;
    }

    private static Handler onMessage(Deed deed) {
        return (connection, _) -> deed.on(connection);
    }

    private static Handler onOpen(Deed deed) {
        return new AtOnce(deed);
    }

    private record AtOnce(Deed deed) implements Handler {
        @Override
        public void onOpen(Connection connection) throws Exception {
            deed.on(connection);
        }

        @Override
        public void onMessage(Connection connection, Message message) {}
    }

    private static ClinicCase closing(Cause cause, Sitting client, Handler handler) {
        return hit(cause, client.software(), trial -> ended(trial, client, handler))
                .needing(client.needs());
    }

    private static ClinicCase notClosing(Cause cause, Sitting client, String how, Handler handler) {
        return nearMiss(
                        cause,
                        client.software(),
                        how,
                        Set.of(Cause.APPLICATION_CLOSED),
                        trial -> ended(trial, client, handler))
                .needing(client.needs());
    }

    private static Said ended(Trial trial, Sitting client, Handler handler) throws Exception {
        Server server = trial.development().serving(handler).start();
        // Where the handler acts at once, its client must not have said anything before.
        String[] messages = handler instanceof AtOnce ? new String[0] : new String[] {"hello"};
        client.connect(trial, server, messages).awaitClosed();
        return Said.of("end", server.diagnostics().end());
    }

    private static Said clientCloses(Trial trial) throws Exception {
        Server server = trial.development().start();
        RawClient client = trial.raw(server.address());
        client.upgrade();
        client.close(4000, "enough");
        client.readClose();
        return Said.of("end", server.diagnostics().end());
    }

    private static ClinicCase failing(Sitting client, Handler handler) {
        return hit(Cause.HANDLER_EXCEPTION, client.software(), trial -> {
                    Server server = threeFailures(trial).serving(handler).start();
                    client.connect(trial, server, "one", "two", "three").awaitClosed();
                    return Said.of("end", server.diagnostics().end());
                })
                .needing(client.needs());
    }

    private static Server.Setup threeFailures(Trial trial) {
        return trial.development().with("loop.error-limit", "3").with("loop.backoff-initial", "10ms");
    }

    private static Said failsTwice(Trial trial, Handler handler) throws Exception {
        Server server = threeFailures(trial).serving(handler).start();
        RawClient client = trial.raw(server.address());
        client.upgrade();
        for (int message = 0; message < 2; message++) {
            client.text("hello");
            client.read();
        }
        client.close(1000, "");
        client.readClose();
        return Said.of("end", server.diagnostics().end());
    }

    /// Closed by the application, with so much time for the answer that never comes.
    private static Said closedBy(Trial trial, Duration timeout) throws Exception {
        Server server = trial.development()
                .with("closing.timeout", timeout.toMillis() + "ms")
                .serving(onMessage(connection -> connection.close(1000, "")))
                .start();
        RawClient client = trial.raw(server.address());
        client.upgrade();
        client.text("hello");
        client.readClose();
        return Said.of("end", server.diagnostics().end());
    }

    /// A client that is stopped by its machine when the close reaches it, and goes on too late or not.
    private static Said frozen(Trial trial, boolean tooLong) throws Exception {
        BlockingQueue<Connection> connections = new LinkedBlockingQueue<>();
        Server server = trial.development()
                .with("closing.timeout", tooLong ? "300ms" : "20s")
                .serving(onOpen(connections::add))
                .start();
        Child client = trial.node("""
                import WebSocket from "ws";
                const socket = new WebSocket(process.argv[1]);
                socket.on("open", () => console.log("open"));
                socket.on("error", () => {});
                """, Trial.ws(server.address())).says("open");
        client.signal("STOP");
        Connection connection = connections.poll(Patience.USUAL.toSeconds(), TimeUnit.SECONDS);
        if (connection == null) {
            throw new IllegalStateException("the client is open and its handler was not told");
        }
        connection.close(4000, "enough");
        if (!tooLong) {
            Patience.pause(Duration.ofMillis(300));
            client.signal("CONT");
        }
        return Said.of("end", server.diagnostics().end());
    }

    private static Said drainUnanswered(Trial trial) throws Exception {
        Server server = trial.development().with("closing.timeout", "300ms").start();
        RawClient client = trial.raw(server.address());
        client.upgrade();
        server.beginDrain("SIGTERM");
        client.readClose();
        return Said.of("end", server.diagnostics().end());
    }
}
