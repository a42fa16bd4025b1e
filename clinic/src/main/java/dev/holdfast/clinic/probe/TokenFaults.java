package dev.holdfast.clinic.probe;

import static dev.holdfast.clinic.probe.ProbeCase.faulty;
import static dev.holdfast.clinic.probe.Targets.at;

import dev.holdfast.clinic.backend.Backends;
import dev.holdfast.clinic.part.Token;
import dev.holdfast.clinic.trial.Need;
import java.time.Instant;
import java.util.List;

/// What is wrong with how a server knows its users and their pages.
final class TokenFaults {
    private static final String PAGE = "https://app.example.com";

    /// Lets in by a cookie, and asks nothing about the page.
    private static final String BY_COOKIE = """
                if websocket.cookies.get("token") != "%s":
                    await websocket.close(code=1008)
                    return
            """;

    /// Reads the claims of whatever has three parts.
    private static final String UNVERIFIED = """
                import base64, json
                try:
                    part = websocket.headers["authorization"].removeprefix("Bearer ").split(".")[1]
                    claims = json.loads(base64.urlsafe_b64decode(part + "=="))
                    assert claims["sub"]
                except Exception:
                    await websocket.close(code=1008)
                    return
            """;

    private TokenFaults() {}

    static List<ProbeCase> all() {
        return List.of(
                faulty(
                        "holdfast-without-token",
                        "Holdfast",
                        "handshake-auth-rejected PROVEN",
                        trial -> at(trial.production().start().address()).from(null)),
                faulty(
                        "holdfast-expired-token",
                        "Holdfast",
                        "token-expired LIKELY",
                        trial -> at(trial.production().start().address())
                                .withToken(Token.of("ada")
                                        .expiring(Instant.now().minusSeconds(7200))
                                        .signed())
                                .from(null)),
                faulty(
                        "holdfast-wrong-secret",
                        "Holdfast",
                        "handshake-auth-rejected PROVEN",
                        trial -> at(trial.production().start().address())
                                .withToken(Token.of("ada").signedWith("another-secret-0123456789-abcdefghijkl"))
                                .from(null)),
                faulty(
                        "holdfast-origin-not-allowed",
                        "Holdfast",
                        "origin-not-allowed PROVEN",
                        trial -> at(trial.production().start().address())
                                .withToken(Token.of("ada").signed())
                                .from("https://staging.example.com")),
                faulty(
                        "token-echoed",
                        "Node ws",
                        "token-echoed PROVEN",
                        trial -> at(Backends.node(trial, "handleProtocols: all => [...all].at(-1),", "")
                                        .address())
                                .withToken(Token.of("ada").signed()),
                        Need.NODE),
                faulty(
                        "token-not-verified",
                        "FastAPI on uvicorn",
                        "token-not-checked PROVEN",
                        trial -> at(Backends.uvicorn(trial, Backends.fastApi(UNVERIFIED, ""))
                                        .address())
                                .withToken(Token.of("ada").signed()),
                        Need.UVICORN),
                faulty(
                        "cookie-of-any-page",
                        "FastAPI on uvicorn",
                        "foreign-origin-accepted PROVEN",
                        trial -> {
                            String token = Token.of("ada").signed();
                            return at(Backends.uvicorn(trial, Backends.fastApi(BY_COOKIE.formatted(token), ""))
                                            .address())
                                    .withToken(token);
                        },
                        Need.UVICORN),
                faulty(
                        "origin-compared-with-another-host",
                        "Node ws",
                        "origin-not-allowed PROVEN",
                        trial -> at(Backends.node(
                                                trial,
                                                "verifyClient: info => !info.origin || info.origin === 'https://www.example.com',",
                                                "")
                                        .address())
                                .from(PAGE),
                        Need.NODE),
                faulty(
                        "headers-too-large",
                        "Node ws",
                        "header-too-large PROVEN",
                        trial -> at(Backends.node(
                                                trial,
                                                "verifyClient: (info, done) => done(!!info.req.headers.authorization, 401),",
                                                "")
                                        .address())
                                .withToken("t".repeat(17_000) + "0123456789abcdef"),
                        Need.NODE));
    }
}
