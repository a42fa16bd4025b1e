package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.backend.Backends;
import dev.holdfast.clinic.gateway.Way;
import dev.holdfast.clinic.part.Child;
import dev.holdfast.clinic.part.Patience;
import dev.holdfast.clinic.part.ScriptedBackend;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// What two attempts through a gateway show together: connections of one user that replace each other, and
/// credentials that a backend takes in one place and not in another.
final class GatewayPairCases {
    /// Connects again and again, with a pause after each end.
    private static final String LOOP = """
            import WebSocket from "ws";
            const [, url, token, rounds] = process.argv;
            for (let i = 0; i < Number(rounds); i++) {
              await new Promise((done) => {
                const socket = new WebSocket(url, { headers: { Authorization: `Bearer ${token}` } });
                socket.on("error", () => {});
                socket.on("open", () => socket.send("hello"));
                socket.on("close", () => setTimeout(done, 500));
              });
            }
            """;

    /// One connection of a user: the newest.
    static final String ONE_OF_A_USER = """
            globalThis.users ??= new Map();
            const user = request.headers.authorization;
            const before = users.get(user);
            users.set(user, socket);
            before?.close(%d, "%s");
            """;

    static final String ONE_OF_A_USER_PYTHON = """
            user = socket.request_headers["Authorization"]
            before = users.get(user)
            users[user] = socket
            if before is not None:
                asyncio.create_task(before.close(1008, "duplicate session"))
            await socket.wait_closed()
            """;

    /// Offers its token in one place, and says what came of it.
    private static final String CLIENT = """
            import WebSocket from "ws";
            const [, url, carrier, token] = process.argv;
            const encoded = Buffer.from(token).toString("base64url");
            const socket =
              carrier === "subprotocol" ? new WebSocket(url, ["jwt-auth", `jwt.${encoded}`])
              : carrier === "query" ? new WebSocket(`${url}?token=${token}`)
              : carrier === "cookie" ? new WebSocket(url, { headers: { Cookie: `session=${token}` } })
              : new WebSocket(url, { headers: { Authorization: `Bearer ${token}` } });
            socket.on("error", () => {});
            socket.on("open", () => console.log("open"));
            socket.on("close", () => console.log("closed"));
            """;

    private static final String TOKEN = "abc.def.ghi";

    /// An option of Node's ws.
    static final String ONLY_THE_HEADER =
            "verifyClient: ({ req }) => req.headers.authorization === \"Bearer " + TOKEN + "\",";

    private GatewayPairCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(
                                Cause.DUPLICATE_SESSION_KICK_LOOP,
                                "Node ws behind the gateway",
                                trial -> kickLoop(
                                        trial,
                                        Backends.node(
                                                        trial,
                                                        "",
                                                        ONE_OF_A_USER.formatted(4001, "replaced by another tab"))
                                                .address()))
                        .needing(Need.NODE),
                hit(Cause.DUPLICATE_SESSION_KICK_LOOP, "python-websockets behind the gateway", trial -> {
                            ScriptedBackend backend = Backends.python(trial, ONE_OF_A_USER_PYTHON, "");
                            return kickLoop(trial, backend.address());
                        })
                        .needing(Need.NODE, Need.PYTHON_WEBSOCKETS),
                // Each is closed for itself, whoever else comes.
                nearMiss(
                                Cause.DUPLICATE_SESSION_KICK_LOOP,
                                "Node ws",
                                "clients behind the gateway that are closed each for itself",
                                Set.of(Cause.APPLICATION_CLOSED),
                                trial -> kickLoop(
                                        trial,
                                        Backends.node(
                                                        trial,
                                                        "",
                                                        "setTimeout(() => socket.close(1008, \"enough\"), 30);")
                                                .address()))
                        .needing(Need.NODE),
                hit(
                                Cause.AUTH_MODE_MISMATCH,
                                "Node ws behind the gateway",
                                trial -> otherCarrier(
                                        trial,
                                        Backends.node(trial, ONLY_THE_HEADER, "")
                                                .address(),
                                        "subprotocol",
                                        "header"))
                        .needing(Need.NODE),
                hit(
                                Cause.AUTH_MODE_MISMATCH,
                                "FastAPI on uvicorn",
                                trial -> otherCarrier(
                                        trial, Backends.uvicorn(trial, """
                                                from fastapi import FastAPI, WebSocket, WebSocketDisconnect
                                                app = FastAPI()

                                                @app.websocket("/ws")
                                                async def echo(websocket: WebSocket):
                                                    if websocket.query_params.get("token") is None:
                                                        await websocket.close(1008)
                                                        return
                                                    await websocket.accept()
                                                    try:
                                                        while True:
                                                            await websocket.send_text(await websocket.receive_text())
                                                    except WebSocketDisconnect:
                                                        pass
                                                """).address(), "cookie", "query"))
                        .needing(Need.NODE, Need.UVICORN),
                // The carrier is the same both times, so it is not what the backend minds.
                nearMiss(
                                Cause.AUTH_MODE_MISMATCH,
                                "Node ws",
                                "another token by the same carrier behind the gateway",
                                Set.of(Cause.HANDSHAKE_AUTH_REJECTED),
                                trial -> {
                                    Way way = Way.to(
                                            trial,
                                            Backends.node(trial, ONLY_THE_HEADER, "")
                                                    .address());
                                    attempt(way, "header", "another.to.ken").says("closed");
                                    attempt(way, "header", TOKEN).says("open");
                                    Patience.pause(Duration.ofSeconds(4));
                                    return way.rejection();
                                })
                        .needing(Need.NODE));
    }

    private static Said kickLoop(Trial trial, InetSocketAddress backend) throws Exception {
        return kicked(Way.to(trial, backend));
    }

    static Said kicked(Way way) throws Exception {
        var _ = way.node(LOOP, TOKEN, 30);
        var _ = way.node(LOOP, TOKEN, 30);
        return Said.of("incident", way.gateway().diagnostics().incident("reconnect-loop"));
    }

    private static Said otherCarrier(Trial trial, InetSocketAddress backend, String refused, String accepted)
            throws Exception {
        return otherCarrier(Way.to(trial, backend), refused, accepted);
    }

    static Said otherCarrier(Way way, String refused, String accepted) throws Exception {
        attempt(way, refused, TOKEN).says("closed");
        String id = way.gateway().diagnostics().end().path("connection_id").asString();
        attempt(way, accepted, TOKEN).says("open");
        return Crowd.withFact(way.gateway().diagnostics(), id, "other-carrier-accepted");
    }

    private static Child attempt(Way way, String carrier, String token) throws Exception {
        return way.node(CLIENT, carrier, token);
    }
}
