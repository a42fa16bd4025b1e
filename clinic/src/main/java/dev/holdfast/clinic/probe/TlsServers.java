package dev.holdfast.clinic.probe;

import static dev.holdfast.clinic.probe.ProbeCase.faulty;
import static dev.holdfast.clinic.probe.ProbeCase.healthy;

import dev.holdfast.clinic.backend.Backends;
import dev.holdfast.clinic.part.FreePort;
import dev.holdfast.clinic.part.ScriptedBackend;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.doctor.probe.check.ProbeOptions;
import dev.holdfast.doctor.probe.target.Target;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/// Servers behind TLS, good and bad ones.
final class TlsServers {
    private static final String NAMES = "ip:127.0.0.1,dns:localhost";

    /// Offers extended CONNECT, and knows nothing of it.
    private static final String HTTP2 = """
            import fs from "node:fs";
            import http2 from "node:http2";
            import { WebSocketServer } from "ws";
            const server = http2.createSecureServer({
              pfx: fs.readFileSync(process.argv[1]), passphrase: process.argv[2], allowHTTP1: true,
              settings: { enableConnectProtocol: true } });
            server.on("stream", stream => { stream.on("error", () => {}); stream.respond({ ":status": 501 }); stream.end(); });
            server.on("tlsClientError", () => {});
            server.on("sessionError", () => {});
            const sockets = new WebSocketServer({ noServer: true });
            server.on("upgrade", (request, socket, head) =>
              sockets.handleUpgrade(request, socket, head, opened => {
                opened.on("error", () => {});
                opened.on("message", (data, binary) => opened.send(data, { binary }));
              }));
            server.listen(0, "127.0.0.1", () => console.log("listening " + server.address().port));
            """;

    private TlsServers() {}

    static List<ProbeCase> all() {
        return List.of(
                healthy(
                        "tls-trusted",
                        "Node https, ws",
                        trial -> {
                            Certificates made = Certificates.in(trial.subfolder("tls"));
                            trust(trial, made);
                            return secure(https(trial, made.signed(NAMES, "-1d", 90), ""));
                        },
                        Need.NODE),
                healthy(
                        "haproxy-http2",
                        "HAProxy, Node ws",
                        trial -> {
                            Certificates made = Certificates.in(trial.subfolder("tls"));
                            trust(trial, made);
                            InetSocketAddress port = FreePort.take();
                            trial.haproxy(
                                    Backends.node(trial, "", "").address(),
                                    "timeout client 5s\ntimeout server 5s\ntimeout tunnel 1h",
                                    "bind 127.0.0.1:" + port.getPort() + " ssl crt "
                                            + made.pem(made.signed(NAMES, "-1d", 90)) + " alpn h2,http/1.1");
                            return secure(port);
                        },
                        Need.HAPROXY,
                        Need.OPENSSL,
                        Need.NODE),
                faulty(
                        "http2-offered-and-refused",
                        "Node http2, ws",
                        "http2-extended-connect-mismatch LIKELY",
                        trial -> {
                            Certificates made = Certificates.in(trial.subfolder("tls"));
                            trust(trial, made);
                            return secure(trial.with(ScriptedBackend.of(
                                            trial.node(HTTP2, made.signed(NAMES, "-1d", 90), Certificates.PASSWORD)))
                                    .address());
                        },
                        Need.NODE),
                faulty(
                        "tls-expires-soon",
                        "Node https, ws",
                        "certificate-expires-soon PROVEN",
                        trial -> {
                            Certificates made = Certificates.in(trial.subfolder("tls"));
                            trust(trial, made);
                            return secure(https(trial, made.signed(NAMES, "-80d", 85), ""));
                        },
                        Need.NODE),
                faulty(
                        "tls-signed-by-itself",
                        "Node https, ws",
                        "tls-cert-untrusted LIKELY",
                        trial -> secure(https(
                                trial, Certificates.in(trial.subfolder("tls")).own("own.p12", NAMES, "-1d", 90), "")),
                        Need.NODE),
                faulty(
                        "tls-expired",
                        "Node https, ws",
                        "tls-cert-untrusted PROVEN",
                        trial -> {
                            Certificates made = Certificates.in(trial.subfolder("tls"));
                            trust(trial, made);
                            return secure(https(trial, made.signed(NAMES, "-20d", 10), ""));
                        },
                        Need.NODE),
                faulty(
                        "tls-for-another-name",
                        "Node https, ws",
                        "tls-cert-untrusted PROVEN",
                        trial -> {
                            Certificates made = Certificates.in(trial.subfolder("tls"));
                            trust(trial, made);
                            return secure(https(trial, made.signed("dns:other.example", "-1d", 90), ""));
                        },
                        Need.NODE),
                faulty(
                        "tls-asks-for-a-certificate",
                        "Node https, ws",
                        "backend-unreachable PROVEN",
                        trial -> {
                            Certificates made = Certificates.in(trial.subfolder("tls"));
                            trust(trial, made);
                            return secure(https(
                                    trial,
                                    made.signed(NAMES, "-1d", 90),
                                    "requestCert: true, rejectUnauthorized: true, maxVersion: 'TLSv1.2',"));
                        },
                        Need.NODE),
                faulty(
                        "wss-where-there-is-no-tls",
                        "Node ws",
                        "backend-unreachable PROVEN",
                        trial -> secure(Backends.node(trial, "", "").address()),
                        Need.NODE),
                faulty(
                        "ws-where-there-is-tls",
                        "Node https, ws",
                        "backend-no-answer PROVEN",
                        trial -> Targets.at(https(
                                trial, Certificates.in(trial.subfolder("tls")).own("own.p12", NAMES, "-1d", 90), "")),
                        Need.NODE));
    }

    private static ProbeOptions secure(InetSocketAddress address) {
        return ProbeOptions.of(Target.of("wss://127.0.0.1:" + address.getPort() + "/ws"));
    }

    /// This JVM knows the authority until the trial is over.
    private static void trust(Trial trial, Certificates made) {
        System.setProperty("javax.net.ssl.trustStore", made.trust().toString());
        System.setProperty("javax.net.ssl.trustStorePassword", Certificates.PASSWORD);
        trial.with(() -> {
            System.clearProperty("javax.net.ssl.trustStore");
            System.clearProperty("javax.net.ssl.trustStorePassword");
        });
    }

    /// @param options of Node's `https.createServer`, with a comma at their end
    private static InetSocketAddress https(Trial trial, Path store, String options) throws Exception {
        return trial.with(ScriptedBackend.of(trial.node("""
                import fs from "node:fs";
                import https from "node:https";
                import { WebSocketServer } from "ws";
                const server = https.createServer({ %s pfx: fs.readFileSync(process.argv[1]), passphrase: process.argv[2] });
                server.on("tlsClientError", () => {});
                const sockets = new WebSocketServer({ server });
                sockets.on("connection", socket => {
                  socket.on("error", () => {});
                  socket.on("message", (data, binary) => socket.send(data, { binary }));
                });
                server.listen(0, "127.0.0.1", () => console.log("listening " + server.address().port));
                """.formatted(options), store, Certificates.PASSWORD)))
                .address();
    }
}
