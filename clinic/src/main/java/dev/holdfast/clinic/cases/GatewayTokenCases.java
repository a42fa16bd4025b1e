package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.backend.Backends;
import dev.holdfast.clinic.part.Patience;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.Token;
import dev.holdfast.clinic.part.WebPages;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.server.fixture.RawClient;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Tokens that a gateway checks, before a backend that checks none. Those that look alike are refused by the
/// backend, or good.
final class GatewayTokenCases {
    private static final String BEHIND = ", FastAPI on uvicorn behind a gateway that asks";
    private static final String ECHO = Backends.fastApi("subprotocol=(websocket.scope['subprotocols'] or [None])[0]");

    private GatewayTokenCases() {}

    static List<ClinicCase> all() {
        return Stream.of(refusals(TokenBearer.PYTHON), refusals(TokenBearer.CHROMIUM), lives(), refusalsOfTheBackend())
                .flatMap(List::stream)
                .toList();
    }

    private static List<ClinicCase> refusals(TokenBearer bearer) {
        return List.of(
                refused(Cause.TOKEN_MISSING, bearer, () -> null),
                refused(
                        Cause.TOKEN_EXPIRED,
                        bearer,
                        () -> Token.of("alice", Instant.now().minus(Duration.ofHours(2)))
                                .expiring(Instant.now().minus(Duration.ofMinutes(3)))
                                .signed()),
                refused(
                        Cause.TOKEN_SIGNATURE_INVALID,
                        bearer,
                        () -> Token.of("alice").signedWith("another-secret-0123456789-abcdefghijklmnop")),
                nearMiss(
                                Cause.TOKEN_SIGNATURE_INVALID,
                                bearer.software() + BEHIND,
                                "a good one through a gateway, from " + bearer.software(),
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> bringing(
                                        trial,
                                        bearer,
                                        Backends.uvicorn(trial, ECHO).address(),
                                        Token.of("alice").signed()))
                        .needing(needs(bearer)));
    }

    private static ClinicCase refused(Cause cause, TokenBearer bearer, Supplier<@Nullable String> token) {
        return hit(
                        cause,
                        bearer.software() + BEHIND,
                        trial -> bringing(
                                trial, bearer, Backends.uvicorn(trial, ECHO).address(), token.get()))
                .needing(needs(bearer));
    }

    private static Need[] needs(TokenBearer bearer) {
        return Stream.concat(Stream.of(Need.UVICORN), Stream.of(bearer.needs())).toArray(Need[]::new);
    }

    private static List<ClinicCase> lives() {
        return List.of(
                hit(Cause.TOKEN_EXPIRED, "raw client" + BEHIND, trial -> outliving(trial, "true"))
                        .called("inside an open connection")
                        .needing(Need.UVICORN),
                nearMiss(
                                Cause.TOKEN_EXPIRED,
                                "raw client" + BEHIND,
                                "a gateway that lets it go on",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> outliving(trial, "false"))
                        .needing(Need.UVICORN));
    }

    private static Said outliving(Trial trial, String ends) throws Exception {
        Server gateway = asking(trial, Backends.uvicorn(trial, ECHO).address())
                .with("auth.jwt.leeway", "0s")
                .with("auth.token-grace", "200ms")
                .with("proxy.end-at-expiry", ends)
                .start();
        RawClient client = trial.raw(gateway.address());
        client.upgrade("Authorization: Bearer "
                + Token.of("alice")
                        .expiring(Instant.now().plus(Duration.ofSeconds(2)))
                        .signed());
        client.text("hello");
        if (ends.equals("true")) {
            client.readClose();
        } else {
            // Past its expiry and the grace.
            Patience.pause(Duration.ofMillis(3200));
        }
        client.close(1000, "");
        return Said.of("end", gateway.diagnostics().end());
    }

    private static List<ClinicCase> refusalsOfTheBackend() {
        return List.of(
                ofTheBackend(
                        Cause.TOKEN_MISSING,
                        "FastAPI on uvicorn",
                        Need.UVICORN,
                        trial -> Backends.uvicorn(trial, """
                        from fastapi import FastAPI, WebSocket
                        app = FastAPI()

                        @app.websocket("/ws")
                        async def refuse(websocket: WebSocket):
                            await websocket.close(1008)
                        """).address()),
                ofTheBackend(
                        Cause.TOKEN_EXPIRED,
                        "Node that answers 401",
                        Need.NODE,
                        trial -> Backends.nodeAnswering(
                                        trial,
                                        "http.createServer()",
                                        "socket.end(\"HTTP/1.1 401 Unauthorized\\r\\nContent-Length: 0\\r\\n\\r\\n\");")
                                .address()));
    }

    private interface Behind {
        InetSocketAddress start(Trial trial) throws Exception;
    }

    /// The gateway has let the client in; the backend has not.
    private static ClinicCase ofTheBackend(Cause cause, String software, Need need, Behind backend) {
        return nearMiss(
                        cause,
                        "python-websockets, " + software + " behind a gateway that asks",
                        "a good token that the backend refuses",
                        Set.of(Cause.HANDSHAKE_AUTH_REJECTED),
                        trial -> bringing(
                                trial,
                                TokenBearer.PYTHON,
                                backend.start(trial),
                                Token.of("alice").signed()))
                .needing(Need.PYTHON_WEBSOCKETS, need);
    }

    private static Said bringing(Trial trial, TokenBearer bearer, InetSocketAddress backend, @Nullable String token)
            throws Exception {
        WebPages pages = trial.pages();
        Server gateway = asking(trial, backend).with("origins", pages.origin()).start();
        bearer.connect(trial, gateway, pages, token);
        return Said.of("end", gateway.diagnostics().end());
    }

    private static Server.Setup asking(Trial trial, InetSocketAddress backend) {
        return trial.gateway(backend)
                .checkingTokens()
                .with("auth.jwt.issuer", "https://issuer.example.com")
                .with("auth.jwt.audience", "chat")
                .with("proxy.authenticate", "handshakes")
                .with("proxy.identity-header", "X-Authenticated-User")
                .with("proxy.credential", "remove");
    }
}
