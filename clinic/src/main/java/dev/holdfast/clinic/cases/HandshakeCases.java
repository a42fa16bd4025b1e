package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.fault.FaultRelay;
import dev.holdfast.clinic.fault.Faults;
import dev.holdfast.clinic.part.Nginx;
import dev.holdfast.clinic.part.Page;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.Token;
import dev.holdfast.clinic.part.WebPages;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import java.util.List;
import java.util.Set;

/// Handshakes that lead to no connection, or to one that is dropped at once.
final class HandshakeCases {
    private static final String OFFERS_A_TOKEN = """
            new Promise(done => {
              const socket = new WebSocket('%s', ['jwt-auth', 'jwt.%s']);
              socket.onclose = event => done(event.code);
              socket.onopen = () => setTimeout(() => done('open'), 500);
            })
            """;

    private HandshakeCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.SUBPROTOCOL_NOT_ECHOED, "Chromium", HandshakeCases::droppedByChromium)
                        .needing(Need.CHROMIUM, Need.NODE),
                hit(Cause.SUBPROTOCOL_NOT_ECHOED, "Node ws", HandshakeCases::droppedByNode)
                        .needing(Need.NODE),
                nearMiss(
                                Cause.SUBPROTOCOL_NOT_ECHOED,
                                "python-websockets",
                                "a client that does not mind",
                                Set.of(Cause.CLIENT_LEFT),
                                HandshakeCases::toleratedByPython)
                        .needing(Need.PYTHON_WEBSOCKETS),
                hit(Cause.UPGRADE_HEADERS_NOT_FORWARDED, "nginx", HandshakeCases::nginxWithoutTheThreeLines)
                        .needing(Need.NGINX, Need.CURL));
    }

    private static String token() {
        return Token.of("ada").signed();
    }

    private static Said droppedByChromium(Trial trial) throws Exception {
        Server server = trial.development().checkingTokens().start();
        FaultRelay relay = trial.relay(server.address(), Faults.named("subprotocol-dropped"));
        WebPages pages = trial.pages();
        Page page = trial.chromium().open(pages.at("/"));
        page.evaluate(OFFERS_A_TOKEN.formatted(Trial.ws(relay.address()), token()));
        return Said.of("end", server.diagnostics().end());
    }

    private static Said droppedByNode(Trial trial) throws Exception {
        Server server = trial.development().checkingTokens().start();
        FaultRelay relay = trial.relay(server.address(), Faults.named("subprotocol-dropped"));
        trial.node("""
                import WebSocket from "ws";
                const socket = new WebSocket(process.argv[1], ["jwt-auth", "jwt." + process.argv[2]]);
                socket.on("error", () => {});
                socket.on("close", (code) => console.log("closed", code));
                """, Trial.ws(relay.address()), token()).says("closed");
        return Said.of("end", server.diagnostics().end());
    }

    private static Said toleratedByPython(Trial trial) throws Exception {
        Server server = trial.development().checkingTokens().start();
        FaultRelay relay = trial.relay(server.address(), Faults.named("subprotocol-dropped"));
        trial.python("""
                import asyncio, sys, websockets
                async def main():
                    async with websockets.connect(sys.argv[1], subprotocols=["jwt-auth", "jwt." + sys.argv[2]]) as socket:
                        await socket.send("hello")
                        print(await socket.recv())
                asyncio.run(main())
                """, Trial.ws(relay.address()), token()).says("hello");
        return Said.of("end", server.diagnostics().end());
    }

    private static Said nginxWithoutTheThreeLines(Trial trial) throws Exception {
        Server server = trial.development().start();
        Nginx nginx = trial.nginx(server.address(), "");
        trial.curl(
                        "-s",
                        "-o",
                        "/dev/null",
                        "-H",
                        "Connection: Upgrade",
                        "-H",
                        "Upgrade: websocket",
                        "-H",
                        "Sec-WebSocket-Version: 13",
                        "-H",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                        "http://127.0.0.1:" + nginx.address().getPort() + "/ws")
                .exitStatus();
        return Said.of("rejection", server.diagnostics().end());
    }
}
