package dev.holdfast.clinic.probe;

import static dev.holdfast.clinic.probe.ProbeCase.faulty;
import static dev.holdfast.clinic.probe.ProbeCase.healthy;

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
                        trial -> secure(Backends.node(trial, "", "")),
                        Need.NODE),
                faulty(
                        "ws-where-there-is-tls",
                        "Node https, ws",
                        "backend-no-answer PROVEN",
                        trial -> Backends.at(https(
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
