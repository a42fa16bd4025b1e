package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.part.Page;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.Token;
import dev.holdfast.clinic.part.WebPages;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.server.fixture.RawClient;
import java.util.List;
import java.util.Set;

/// Good handshakes that are not let in: from the wrong page, in a language that nobody speaks here, or one too many.
final class AdmissionCases {
    private static final String LEAVES = "socket.close(1000);";

    private AdmissionCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.ORIGIN_NOT_ALLOWED, "Chromium", trial -> fromPage(trial, trial.chromium(), false))
                        .needing(Need.CHROMIUM, Need.NODE),
                hit(Cause.ORIGIN_NOT_ALLOWED, "Firefox", trial -> fromPage(trial, trial.firefox(), false))
                        .needing(Need.FIREFOX, Need.NODE),
                nearMiss(
                                Cause.ORIGIN_NOT_ALLOWED,
                                "Chromium",
                                "an allowed page without a token",
                                Set.of(Cause.TOKEN_MISSING),
                                trial -> fromPage(trial, trial.chromium(), true))
                        .needing(Need.CHROMIUM, Need.NODE),
                nearMiss(
                                Cause.ORIGIN_NOT_ALLOWED,
                                "Node ws",
                                "a program, which has no origin",
                                Set.of(Cause.TOKEN_MISSING),
                                trial -> Clients.node(trial, trial.production().start(), "", ""))
                        .needing(Need.NODE),
                hit(
                                Cause.SUBPROTOCOL_NOT_SUPPORTED,
                                "Chromium",
                                trial -> Clients.chromium(
                                        trial, trial.development().start(), "['graphql-transport-ws']", ""))
                        .needing(Need.CHROMIUM, Need.NODE),
                hit(Cause.SUBPROTOCOL_NOT_SUPPORTED, "python-websockets", trial -> {
                            Server server = trial.development().start();
                            Clients.python(trial, server.address(), "subprotocols=['v12.stomp', 'v11.stomp']", "pass");
                            return Clients.end(server);
                        })
                        .needing(Need.PYTHON_WEBSOCKETS),
                nearMiss(
                                Cause.SUBPROTOCOL_NOT_SUPPORTED,
                                "Chromium",
                                "one of several is spoken",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> Clients.chromium(
                                        trial,
                                        trial.development()
                                                .with("subprotocols", "chat.v1")
                                                .start(),
                                        "['chat.v2', 'chat.v1']",
                                        LEAVES))
                        .needing(Need.CHROMIUM, Need.NODE),
                nearMiss(
                                Cause.SUBPROTOCOL_NOT_SUPPORTED,
                                "Node ws",
                                "a token and nothing else",
                                Set.of(Cause.ONLY_TOKEN_SUBPROTOCOL_OFFERED),
                                trial -> Clients.node(trial, trial.development().start(), "['jwt.abc']", LEAVES))
                        .needing(Need.NODE),
                hit(
                                Cause.ONLY_TOKEN_SUBPROTOCOL_OFFERED,
                                "Chromium",
                                trial -> Clients.chromium(
                                        trial,
                                        trial.development().start(),
                                        "['jwt." + Token.of("alice").signed() + "']",
                                        ""))
                        .needing(Need.CHROMIUM, Need.NODE),
                hit(
                                Cause.ONLY_TOKEN_SUBPROTOCOL_OFFERED,
                                "Node ws",
                                trial -> Clients.node(
                                        trial,
                                        trial.production().start(),
                                        "['jwt." + Token.of("alice").signed() + "']",
                                        ""))
                        .needing(Need.NODE),
                nearMiss(
                                Cause.ONLY_TOKEN_SUBPROTOCOL_OFFERED,
                                "Chromium",
                                "a token beside a subprotocol",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> Clients.chromium(
                                        trial,
                                        trial.development().checkingTokens().start(),
                                        "['jwt-auth', 'jwt." + Token.of("alice").signed() + "']",
                                        LEAVES))
                        .needing(Need.CHROMIUM, Need.NODE),
                nearMiss(
                                Cause.ONLY_TOKEN_SUBPROTOCOL_OFFERED,
                                "Node ws",
                                "a token beside one that nobody speaks",
                                Set.of(Cause.SUBPROTOCOL_NOT_SUPPORTED),
                                trial ->
                                        Clients.node(trial, trial.development().start(), "['soap', 'jwt.abc']", LEAVES))
                        .needing(Need.NODE),
                hit(
                                Cause.SERVER_CONNECTION_LIMIT,
                                "Node ws",
                                trial -> Clients.node(trial, full(trial, "limits.connections"), "", LEAVES))
                        .needing(Need.NODE),
                hit(
                                Cause.SERVER_CONNECTION_LIMIT,
                                "Chromium",
                                trial -> Clients.chromium(trial, full(trial, "limits.connections"), "", LEAVES))
                        .needing(Need.CHROMIUM, Need.NODE),
                nearMiss(
                                Cause.SERVER_CONNECTION_LIMIT,
                                "Node ws",
                                "one address has too many",
                                Set.of(Cause.CLIENT_CONNECTION_LIMIT),
                                trial -> Clients.node(trial, full(trial, "limits.connections-per-address"), "", LEAVES))
                        .needing(Need.NODE),
                nearMiss(
                                Cause.SERVER_CONNECTION_LIMIT,
                                "Node ws",
                                "the last one that may",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> {
                                    Server server = trial.development()
                                            .with("limits.connections", "1")
                                            .start();
                                    return Clients.node(trial, server, "", LEAVES);
                                })
                        .needing(Need.NODE),
                hit(Cause.CLIENT_CONNECTION_LIMIT, "Node ws", AdmissionCases::userTooOften)
                        .needing(Need.NODE),
                hit(
                                Cause.CLIENT_CONNECTION_LIMIT,
                                "Chromium",
                                trial -> Clients.chromium(
                                        trial, full(trial, "limits.connections-per-address"), "", LEAVES))
                        .needing(Need.CHROMIUM, Need.NODE),
                nearMiss(Cause.CLIENT_CONNECTION_LIMIT, "Node ws", "another user", Set.of(Cause.CLIENT_LEFT), trial -> {
                            Server server = held(trial);
                            return Clients.node(trial, server, bearer("bob"), LEAVES);
                        })
                        .needing(Need.NODE),
                nearMiss(
                                Cause.CLIENT_CONNECTION_LIMIT,
                                "Node ws",
                                "the server is full",
                                Set.of(Cause.SERVER_CONNECTION_LIMIT),
                                trial -> Clients.node(trial, full(trial, "limits.connections"), "", LEAVES))
                        .needing(Need.NODE));
    }

    private static Said fromPage(Trial trial, Page page, boolean allowed) throws Exception {
        WebPages pages = trial.pages();
        String own = pages.at("").toString();
        Server server = trial.production()
                .with("origins", allowed ? own : "https://app.example.com,http://127.0.0.1")
                .start();
        Clients.page(page.open(pages.at("/")), Trial.ws(server.address()).toString(), "", "");
        return Clients.end(server);
    }

    /// A server that holds as many as this limit allows, which is one.
    private static Server full(Trial trial, String limit) throws Exception {
        Server server = trial.development().with(limit, "1").start();
        trial.raw(server.address()).upgrade();
        return server;
    }

    private static Said userTooOften(Trial trial) throws Exception {
        return Clients.node(trial, held(trial), bearer("alice"), LEAVES);
    }

    /// A server on which alice has all the connections that a user may have.
    private static Server held(Trial trial) throws Exception {
        Server server =
                trial.production().with("limits.connections-per-user", "1").start();
        RawClient first = trial.raw(server.address());
        first.upgrade("Authorization: Bearer " + Token.of("alice").signed());
        return server;
    }

    private static String bearer(String user) {
        return "{ headers: { Authorization: 'Bearer " + Token.of(user).signed() + "' } }";
    }
}
