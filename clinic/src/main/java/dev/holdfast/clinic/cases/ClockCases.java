package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.part.Child;
import dev.holdfast.clinic.part.Diagnostics;
import dev.holdfast.clinic.part.Patience;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.Token;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Issuers whose clock is wrong, and clients that come before they have their token.
final class ClockCases {
    /// Signs a token for each user that it reads, on the clock it is given.
    private static final String ISSUER = """
            import { createHmac } from "node:crypto";
            import { createInterface } from "node:readline";
            const [, secret] = process.argv;
            const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
            createInterface({ input: process.stdin }).on("line", (user) => {
              const now = Math.floor(Date.now() / 1000);
              const claims = { sub: user, iss: "https://issuer.example.com", aud: "chat", iat: now, exp: now + 300 };
              const signed = part({ alg: "HS256", typ: "JWT" }) + "." + part(claims);
              console.log(signed + "." + createHmac("sha256", secret).update(signed).digest("base64url"));
            });
            """;

    private ClockCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.CLOCK_SKEW, "faketime", trial -> skewed(trial, "+10 minutes"))
                        .needing(Need.FAKETIME, Need.NODE, Need.PYTHON_WEBSOCKETS)
                        .called("ahead"),
                hit(Cause.CLOCK_SKEW, "faketime", trial -> skewed(trial, "-10 minutes"))
                        .needing(Need.FAKETIME, Need.NODE, Need.PYTHON_WEBSOCKETS)
                        .called("behind"),
                nearMiss(
                                Cause.CLOCK_SKEW,
                                "faketime",
                                "of one client only",
                                Set.of(Cause.TOKEN_NOT_YET_VALID),
                                ClockCases::oneClient)
                        .needing(Need.FAKETIME, Need.NODE),
                hit(Cause.CONNECT_BEFORE_TOKEN_READY, "Node ws", trial -> withTokenAfter(trial, TokenBearer.NODE))
                        .needing(TokenBearer.NODE.needs()),
                hit(
                                Cause.CONNECT_BEFORE_TOKEN_READY,
                                "python-websockets",
                                trial -> withTokenAfter(trial, TokenBearer.PYTHON))
                        .needing(TokenBearer.PYTHON.needs()),
                nearMiss(
                                Cause.CONNECT_BEFORE_TOKEN_READY,
                                "Node ws",
                                "another client comes with a token",
                                Set.of(Cause.TOKEN_MISSING),
                                ClockCases::anotherClient)
                        .needing(Need.NODE, Need.PYTHON_WEBSOCKETS));
    }

    private static Child issuer(Trial trial, String offset) throws Exception {
        return trial.command("faketime", offset, "node", "--input-type=module", "-e", ISSUER, Token.SECRET);
    }

    /// Two clients with fresh tokens, again and again while time goes by.
    private static Said skewed(Trial trial, String offset) throws Exception {
        Server server = trial.production().start();
        Child issuer = issuer(trial, offset);
        for (int round = 0; round < 4; round++) {
            TokenBearer.NODE.connect(
                    trial, server, trial.pages(), issuer.tell("alice").line());
            TokenBearer.PYTHON.connect(
                    trial, server, trial.pages(), issuer.tell("bob").line());
            Patience.pause(Duration.ofSeconds(4));
        }
        return Said.of("end", server.diagnostics().ends(8).getFirst());
    }

    private static Said oneClient(Trial trial) throws Exception {
        Server server = trial.production().start();
        Child issuer = issuer(trial, "+10 minutes");
        for (int round = 0; round < 4; round++) {
            TokenBearer.NODE.connect(
                    trial, server, trial.pages(), issuer.tell("alice").line());
            Patience.pause(Duration.ofSeconds(4));
        }
        return Said.of("end", server.diagnostics().ends(4).getFirst());
    }

    private static Said withTokenAfter(Trial trial, TokenBearer bearer) throws Exception {
        Server server = trial.production().start();
        String token = Token.of("alice").signed();
        twice(trial, server, bearer == TokenBearer.NODE, token);
        return explainedAgain(server.diagnostics());
    }

    /// One program that connects without its token, and again as soon as it has it.
    private static void twice(Trial trial, Server server, boolean node, String token) throws Exception {
        if (node) {
            trial.node("""
                    import WebSocket from "ws";
                    const [, url, token] = process.argv;
                    const connect = (headers) => new Promise((done) => {
                      const socket = new WebSocket(url, { headers });
                      socket.on("error", () => {});
                      socket.on("open", () => { console.log("open"); setTimeout(() => socket.close(1000), 2000); });
                      socket.on("close", done);
                    });
                    await connect({});
                    await connect({ Authorization: `Bearer ${token}` });
                    """, Trial.ws(server.address()), token).says("open");
        } else {
            trial.python("""
                    import asyncio, sys, websockets
                    async def main():
                        for headers in ({}, {"Authorization": "Bearer " + sys.argv[2]}):
                            try:
                                async with websockets.connect(sys.argv[1], extra_headers=headers):
                                    print("open")
                                    await asyncio.sleep(2)
                            except websockets.WebSocketException:
                                pass
                    asyncio.run(main())
                    """, Trial.ws(server.address()), token).says("open");
        }
    }

    private static Said anotherClient(Trial trial) throws Exception {
        Server server = trial.production().start();
        TokenBearer.PYTHON.connect(trial, server, trial.pages(), null);
        TokenBearer.NODE.connect(trial, server, trial.pages(), Token.of("alice").signed());
        Patience.pause(Duration.ofSeconds(12));
        return Said.of("end", refusal(server.diagnostics()));
    }

    /// Whether another of that place comes without a token is waited for, some ten seconds.
    private static Said explainedAgain(Diagnostics diagnostics) throws Exception {
        Patience.pause(Duration.ofSeconds(12));
        return Said.of("end", refusal(diagnostics));
    }

    private static JsonNode refusal(Diagnostics diagnostics) throws Exception {
        return diagnostics.end("a refusal", end -> !end.path("opened").asBoolean());
    }
}
