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
import dev.holdfast.server.Connection;
import dev.holdfast.server.Handler;
import dev.holdfast.server.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/// Clients that connect again and again and never stay.
final class LoopCases {
    /// More than a loop takes.
    private static final int ROUNDS = 20;

    /// Connects with each token in turn, 50 ms after the end of the connection before.
    private static final String NODE_LOOP = """
            import WebSocket from "ws";
            const [, url, ...tokens] = process.argv;
            for (const token of tokens) {
              await new Promise((done) => {
                const socket = new WebSocket(url, { headers: { Authorization: `Bearer ${token}` } });
                socket.on("error", () => {});
                socket.on("open", () => socket.send("hello"));
                socket.on("close", () => setTimeout(done, 50));
              });
            }
            """;

    private static final String PYTHON_LOOP = """
            import asyncio, sys, websockets
            async def main():
                for token in sys.argv[2:]:
                    try:
                        headers = {"Authorization": "Bearer " + token}
                        async with websockets.connect(sys.argv[1], extra_headers=headers) as socket:
                            await socket.send("hello")
                            await socket.wait_closed()
                    except (websockets.WebSocketException, OSError):
                        pass
                    await asyncio.sleep(0.05)
            asyncio.run(main())
            """;

    private static final String PAGE_LOOP = """
            (() => {
              const loop = (left) => {
                const socket = new WebSocket('%s', ['jwt-auth', 'jwt.%s']);
                socket.onclose = () => left > 0 && setTimeout(() => loop(left - 1), 50);
              };
              loop(%d);
            })()
            """;

    private LoopCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.TOKEN_EXPIRED_RECONNECT_LOOP, "Node ws", trial -> {
                            Server server = trial.production().start();
                            trial.node(NODE_LOOP, arguments(server, repeated(expired(Duration.ofMinutes(3)))));
                            return loop(server);
                        })
                        .needing(Need.NODE),
                hit(Cause.TOKEN_EXPIRED_RECONNECT_LOOP, "python-websockets", trial -> {
                            Server server = trial.production().start();
                            trial.python(PYTHON_LOOP, arguments(server, repeated(expired(Duration.ofMinutes(3)))));
                            return loop(server);
                        })
                        .needing(Need.PYTHON_WEBSOCKETS),
                hit(Cause.TOKEN_EXPIRED_RECONNECT_LOOP, "Chromium", LoopCases::pageWithOldToken)
                        .needing(Need.CHROMIUM, Need.NODE),
                nearMiss(
                                Cause.TOKEN_EXPIRED_RECONNECT_LOOP,
                                "Node ws",
                                "another expired token each time",
                                Set.of(Cause.TOKEN_EXPIRED),
                                LoopCases::anotherEachTime)
                        .needing(Need.NODE),
                nearMiss(
                                Cause.TOKEN_EXPIRED_RECONNECT_LOOP,
                                "Node ws",
                                "the same token with a bad signature",
                                Set.of(Cause.TOKEN_SIGNATURE_INVALID),
                                LoopCases::badSignature)
                        .needing(Need.NODE),
                hit(Cause.DUPLICATE_SESSION_KICK_LOOP, "Node ws", LoopCases::twoPrograms)
                        .needing(Need.NODE, Need.PYTHON_WEBSOCKETS)
                        .called("and python-websockets"),
                hit(Cause.DUPLICATE_SESSION_KICK_LOOP, "Chromium", LoopCases::twoTabs)
                        .needing(Need.CHROMIUM, Need.NODE),
                nearMiss(
                                Cause.DUPLICATE_SESSION_KICK_LOOP,
                                "Node ws",
                                "one client that is closed each time",
                                Set.of(Cause.APPLICATION_CLOSED),
                                LoopCases::closedEachTime)
                        .needing(Need.NODE));
    }

    private static Said loop(Server server) throws Exception {
        return Said.of("incident", server.diagnostics().incident("reconnect-loop"));
    }

    private static Said pageWithOldToken(Trial trial) throws Exception {
        WebPages pages = trial.pages();
        Server server = trial.production().with("origins", pages.origin()).start();
        Page page = trial.chromium().open(pages.at("/"));
        page.evaluate(PAGE_LOOP.formatted(Trial.ws(server.address()), expired(Duration.ofMinutes(3)), ROUNDS));
        return loop(server);
    }

    /// Of a server of tokens whose clock is slow, say; a client that asks for a new one each time is not to blame.
    private static Said anotherEachTime(Trial trial) throws Exception {
        Server server = trial.production().start();
        trial.node(
                NODE_LOOP,
                arguments(
                        server,
                        IntStream.range(0, ROUNDS)
                                .mapToObj(n -> expired(Duration.ofMinutes(3).plusSeconds(10L * n)))
                                .toList()));
        return loop(server);
    }

    private static Said badSignature(Trial trial) throws Exception {
        Server server = trial.production().start();
        String token = Token.of("alice").signedWith("another-secret-0123456789-abcdefghijklmnop");
        trial.node(NODE_LOOP, arguments(server, repeated(token)));
        return loop(server);
    }

    /// Allows one connection of a user: the newest.
    private static final class OneOfAUser implements Handler {
        private final Map<String, Connection> connections = new ConcurrentHashMap<>();

        @Override
        public void onOpen(Connection connection) {
            Connection before = connections.put(connection.userId(), connection);
            if (before != null) {
                before.close(4409, "replaced by another connection");
            }
        }

        @Override
        public void onMessage(Connection connection, Message message) {}
    }

    private static Said twoPrograms(Trial trial) throws Exception {
        Server server = trial.production().serving(new OneOfAUser()).start();
        Object[] arguments = arguments(server, repeated(Token.of("alice").signed()));
        trial.node(NODE_LOOP, arguments);
        trial.python(PYTHON_LOOP, arguments);
        return loop(server);
    }

    private static Said twoTabs(Trial trial) throws Exception {
        WebPages pages = trial.pages();
        Server server = trial.production()
                .with("origins", pages.origin())
                .serving(new OneOfAUser())
                .start();
        String loop = PAGE_LOOP.formatted(
                Trial.ws(server.address()), Token.of("alice").signed(), ROUNDS);
        Page page = trial.chromium().open(pages.at("/"));
        Page other = page.tab().open(pages.at("/"));
        page.evaluate(loop);
        other.evaluate(loop);
        return loop(server);
    }

    private static Said closedEachTime(Trial trial) throws Exception {
        Server server = trial.production()
                .serving((connection, _) -> connection.close(4000, "enough"))
                .start();
        trial.node(NODE_LOOP, arguments(server, repeated(Token.of("alice").signed())));
        return loop(server);
    }

    private static String expired(Duration ago) {
        return Token.of("alice", Instant.now().minus(Duration.ofHours(2)))
                .expiring(Instant.now().minus(ago))
                .signed();
    }

    private static List<String> repeated(String token) {
        return IntStream.range(0, ROUNDS).mapToObj(_ -> token).toList();
    }

    private static Object[] arguments(Server server, List<String> tokens) {
        Object[] all = new Object[tokens.size() + 1];
        all[0] = Trial.ws(server.address());
        for (int i = 0; i < tokens.size(); i++) {
            all[i + 1] = tokens.get(i);
        }
        return all;
    }
}
