package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.backend.Backends;
import dev.holdfast.clinic.part.Certificate;
import dev.holdfast.clinic.part.Page;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.WebPages;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import java.util.List;
import java.util.Set;

/// A gateway that ends TLS itself: what clients say of it before any byte of HTTP.
final class GatewayTlsCases {
    private static final String CONNECT = """
            import WebSocket from "ws";
            const socket = new WebSocket(process.argv[1], JSON.parse(process.argv[2] ?? "{}"));
            socket.on("open", () => socket.close(1000));
            socket.on("error", error => console.log("failed " + error.code));
            socket.on("close", () => console.log("closed"));
            """;

    private GatewayTlsCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.TLS_CERT_UNTRUSTED, "python-websockets", trial -> {
                            Server gateway = secured(trial);
                            trial.python("""
                                    import asyncio, ssl, sys, websockets
                                    async def main():
                                        try:
                                            await websockets.connect(sys.argv[1])
                                        except ssl.SSLError:
                                            print("failed")
                                    asyncio.run(main())
                                    """, wss(gateway)).says("failed");
                            return Said.of("end", gateway.diagnostics().end());
                        })
                        .needing(Need.PYTHON_WEBSOCKETS),
                hit(Cause.TLS_CERT_UNTRUSTED, "Chromium", trial -> {
                            Server gateway = secured(trial);
                            WebPages pages = trial.pages();
                            Page page = trial.chromium().open(pages.at("/"));
                            page.evaluate("""
                                    new Promise(done => { new WebSocket('%s').onclose = done; })
                                    """.formatted(wss(gateway)));
                            return Said.of("end", gateway.diagnostics().end());
                        })
                        .needing(Need.CHROMIUM),
                hit(Cause.TLS_CERT_UNTRUSTED, "curl", trial -> {
                            Server gateway = secured(trial);
                            trial.curl("-s", wss(gateway).replace("wss:", "https:"));
                            return Said.of("end", gateway.diagnostics().end());
                        })
                        .needing(Need.CURL),
                nearMiss(
                                Cause.TLS_CERT_UNTRUSTED,
                                "Node ws",
                                "a client that takes any certificate",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> {
                                    Server gateway = secured(trial);
                                    trial.node(CONNECT, wss(gateway), "{\"rejectUnauthorized\":false}")
                                            .says("closed");
                                    return Said.of("end", gateway.diagnostics().end());
                                })
                        .needing(Need.NODE),
                hit(Cause.TLS_HANDSHAKE_FAILED, "Node ws, without TLS", trial -> {
                            Server gateway = secured(trial);
                            trial.node(CONNECT, wss(gateway).replace("wss:", "ws:"))
                                    .says("closed");
                            return Said.of("end", gateway.diagnostics().end());
                        })
                        .needing(Need.NODE),
                hit(Cause.TLS_HANDSHAKE_FAILED, "curl, too old", trial -> {
                            Server gateway = secured(trial);
                            trial.curl(
                                    "-sk",
                                    "--tls-max",
                                    "1.1",
                                    "--ciphers",
                                    "DEFAULT@SECLEVEL=0",
                                    wss(gateway).replace("wss:", "https:"));
                            return Said.of("end", gateway.diagnostics().end());
                        })
                        .needing(Need.CURL),
                nearMiss(
                                Cause.TLS_HANDSHAKE_FAILED,
                                "raw",
                                "a client that only goes",
                                Set.of(Cause.HANDSHAKE_ABANDONED),
                                trial -> {
                                    Server gateway = trial.gateway(
                                                    Backends.node(trial).address())
                                            .start();
                                    var client = trial.raw(gateway.address());
                                    client.send("GET /ws HTTP/1.1\r\n").close();
                                    return Said.of("end", gateway.diagnostics().end());
                                })
                        .needing(Need.NODE));
    }

    private static Server secured(Trial trial) throws Exception {
        Certificate made = Certificate.make(trial.subfolder("tls"));
        return trial.gateway(Backends.node(trial).address())
                .with("proxy.tls.certificate", made.certificate().toString())
                .with("proxy.tls.key", made.key().toString())
                .start();
    }

    private static String wss(Server gateway) {
        return Trial.ws(gateway.address()).toString().replace("ws:", "wss:");
    }
}
