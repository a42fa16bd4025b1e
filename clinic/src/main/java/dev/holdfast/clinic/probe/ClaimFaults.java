package dev.holdfast.clinic.probe;

import static dev.holdfast.clinic.probe.ProbeCase.faulty;
import static dev.holdfast.clinic.probe.Targets.at;

import dev.holdfast.clinic.backend.Backends;
import dev.holdfast.clinic.part.ScriptedBackend;
import dev.holdfast.clinic.part.Token;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Trial;
import java.net.InetSocketAddress;
import java.util.List;

/// Servers that a token's claims do not fit: their clock is wrong, or it is for another audience.
final class ClaimFaults {
    /// Compares `iat` and `exp` with its own clock, with a leeway of a minute, as libraries do.
    private static final String CHECKING = """
            import asyncio, base64, http, json, time, websockets
            async def check(path, headers):
                try:
                    part = headers["Authorization"].removeprefix("Bearer ").split(".")[1]
                    claims = json.loads(base64.urlsafe_b64decode(part + "=="))
                    assert claims["iat"] - 60 < time.time() < claims["exp"] + 60
                    assert headers["Authorization"].endswith("%s")
                except Exception:
                    return http.HTTPStatus.UNAUTHORIZED, [], b""
            async def echo(socket):
                async for message in socket:
                    await socket.send(message)
            async def main():
                async with websockets.serve(echo, "127.0.0.1", 0, process_request=check) as server:
                    print("listening", server.sockets[0].getsockname()[1])
                    await asyncio.Future()
            asyncio.run(main())
            """;

    private ClaimFaults() {}

    static List<ProbeCase> all() {
        return List.of(
                faulty(
                                "clock-behind",
                                "Python websockets under faketime",
                                "clock-skew LIKELY",
                                trial -> {
                                    String token = Token.of("ada").signed();
                                    return at(checking(trial, "-10 minutes", token))
                                            .withToken(token);
                                },
                                Need.PYTHON_WEBSOCKETS,
                                Need.FAKETIME)
                        .saying("behind ours, the token is not valid yet"),
                faulty(
                        "clock-ahead-within-a-tokens-life",
                        "Python websockets under faketime",
                        "clock-skew POSSIBLE",
                        trial -> {
                            String token = Token.of("ada").signed();
                            return at(checking(trial, "+3 minutes", token)).withToken(token);
                        },
                        Need.PYTHON_WEBSOCKETS,
                        Need.FAKETIME),
                faulty(
                        "another-audience",
                        "Node ws",
                        "token-audience-mismatch LIKELY",
                        trial -> at(Backends.node(
                                                trial,
                                                "verifyClient: (info, done) => info.req.headers.authorization"
                                                        + " ? done(false, 401, 'jwt audience invalid. expected: live')"
                                                        + " : done(false, 401, 'No token'),",
                                                "")
                                        .address())
                                .withToken(Token.of("ada").signed()),
                        Need.NODE));
    }

    private static InetSocketAddress checking(Trial trial, String offset, String token) throws Exception {
        String signature = token.substring(token.lastIndexOf('.'));
        return trial.with(ScriptedBackend.of(trial.command(
                        "faketime", offset, "/usr/bin/python3", "-u", "-c", CHECKING.formatted(signature))))
                .address();
    }
}
