package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.fault.FaultRelay;
import dev.holdfast.clinic.fault.Faults;
import dev.holdfast.clinic.part.Page;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Connections that are dropped in the moment they are opened: by the page itself, or because of a 101 that was changed
/// on its way.
final class DroppedCases {
    private static final String OFFERED = "['chat.v1']";

    private DroppedCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.CLOSE_WHILE_CONNECTING, "Chromium", trial -> mountedTwice(trial, trial.chromium()))
                        .needing(Need.CHROMIUM, Need.NODE),
                hit(Cause.CLOSE_WHILE_CONNECTING, "Firefox", trial -> mountedTwice(trial, trial.firefox()))
                        .needing(Need.FIREFOX, Need.NODE),
                // The 101 was read before the end. Whether the page closed it through a box that read the 101, or the
                // browser refused what reached it: no fact here tells.
                nearMiss(
                                Cause.CLOSE_WHILE_CONNECTING,
                                "Chromium",
                                "a box lost the subprotocol",
                                Set.of(Cause.UNEXPLAINED),
                                trial -> changed(trial, "subprotocol-dropped"))
                        .needing(Need.CHROMIUM, Need.NODE),
                nearMiss(
                                Cause.CLOSE_WHILE_CONNECTING,
                                "Chromium",
                                "a box spoiled the accept value",
                                Set.of(Cause.UNEXPLAINED),
                                trial -> changed(trial, "accept-spoiled"))
                        .needing(Need.CHROMIUM, Need.NODE),
                nearMiss(
                                Cause.CLOSE_WHILE_CONNECTING,
                                "Chromium",
                                "closed in the moment it was open",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> Clients.chromium(
                                        trial, trial.development().start(), "", "socket.close()"))
                        .needing(Need.CHROMIUM, Need.NODE),
                nearMiss(
                                Cause.CLOSE_WHILE_CONNECTING,
                                "Node ws",
                                "a program ended right after its handshake",
                                Set.of(Cause.UNEXPLAINED),
                                trial -> Clients.node(trial, trial.development().start(), "", "socket.terminate()"))
                        .needing(Need.NODE),
                nearMiss(
                                Cause.SUBPROTOCOL_NOT_ECHOED,
                                "Node ws",
                                "a box lost it behind a 101 that had it",
                                Set.of(Cause.UNEXPLAINED),
                                trial -> {
                                    Server server = speaking(trial);
                                    FaultRelay relay =
                                            trial.relay(server.address(), Faults.named("subprotocol-dropped"));
                                    Clients.node(trial, relay.address(), OFFERED, "");
                                    return Clients.end(server);
                                })
                        .needing(Need.NODE),
                nearMiss(
                                Cause.SUBPROTOCOL_NOT_ECHOED,
                                "python-websockets",
                                "a client that does not mind",
                                Set.of(Cause.CLIENT_LEFT),
                                DroppedCases::toleratedByPython)
                        .needing(Need.PYTHON_WEBSOCKETS),
                nearMiss(
                        Cause.SUBPROTOCOL_NOT_ECHOED,
                        "JDK client",
                        "another client that does not mind",
                        Set.of(Cause.CLIENT_LEFT),
                        trial -> {
                            Server server = speaking(trial);
                            FaultRelay relay = trial.relay(server.address(), Faults.named("subprotocol-dropped"));
                            Clients.jdk(
                                    relay.address(),
                                    List.of("chat.v1"),
                                    socket -> socket.sendClose(WebSocket.NORMAL_CLOSURE, ""));
                            return Clients.end(server);
                        }),
                nearMiss(
                                Cause.SUBPROTOCOL_NOT_ECHOED,
                                "Firefox",
                                "a browser that does not mind",
                                Set.of(Cause.CLIENT_LEFT),
                                DroppedCases::toleratedByFirefox)
                        .needing(Need.FIREFOX, Need.NODE));
    }

    private static Server speaking(Trial trial) throws Exception {
        return trial.development().with("subprotocols", "chat.v1").start();
    }

    /// As an effect does that runs twice: the first socket is closed in the turn in which it was made, or when
    /// some state has changed. A browser may not have begun to connect by then, or may have connected. So the page
    /// mounts until a first one met its close.
    private static Said mountedTwice(Trial trial, Page page) throws Exception {
        Server server = speaking(trial);
        page.open(trial.pages().at("/"));
        for (int mount = 0; mount < 60; mount++) {
            page.evaluate("""
                    new Promise(async done => {
                      const first = new WebSocket('%1$s', %2$s);
                      if (%3$d > 0) await new Promise(then => setTimeout(then, %3$d));
                      first.close();
                      const second = new WebSocket('%1$s', %2$s);
                      second.onmessage = () => second.close(1000);
                      second.onopen = () => second.send('hello');
                      second.onclose = event => done(event.code);
                    })
                    """.formatted(Trial.ws(server.address()), OFFERED, mount % 6));
            Optional<JsonNode> dropped = server.diagnostics().ends().stream()
                    .filter(DroppedCases::met)
                    .findFirst();
            if (dropped.isPresent()) {
                return Said.of("end", dropped.get());
            }
        }
        throw new IllegalStateException("no connection met its page's close() after the 101");
    }

    /// Opened here, and ended from there without a word.
    private static boolean met(JsonNode end) {
        return end.path("opened").asBoolean()
                && end.path("close_received").isNull()
                && end.path("messages_received").asLong() == 0;
    }

    private static Said changed(Trial trial, String fault) throws Exception {
        Server server = speaking(trial);
        FaultRelay relay = trial.relay(server.address(), Faults.named(fault));
        Page page = trial.chromium().open(trial.pages().at("/"));
        Clients.page(page, Trial.ws(relay.address()).toString(), OFFERED, "");
        return Clients.end(server);
    }

    private static Said toleratedByPython(Trial trial) throws Exception {
        Server server = speaking(trial);
        FaultRelay relay = trial.relay(server.address(), Faults.named("subprotocol-dropped"));
        Clients.python(trial, relay.address(), "subprotocols=['chat.v1']", """
                await socket.send("hello")
                await socket.recv()
                await socket.close()
                """);
        return Clients.end(server);
    }

    private static Said toleratedByFirefox(Trial trial) throws Exception {
        Server server = speaking(trial);
        FaultRelay relay = trial.relay(server.address(), Faults.named("subprotocol-dropped"));
        Page page = trial.firefox().open(trial.pages().at("/"));
        Clients.page(page, Trial.ws(relay.address()).toString(), OFFERED, "socket.close(1000)");
        return Clients.end(server);
    }
}
