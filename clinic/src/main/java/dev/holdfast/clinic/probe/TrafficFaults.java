package dev.holdfast.clinic.probe;

import static dev.holdfast.clinic.probe.ProbeCase.faulty;
import static dev.holdfast.clinic.probe.Targets.at;

import dev.holdfast.clinic.backend.Backends;
import dev.holdfast.clinic.part.ScriptedBackend;
import dev.holdfast.clinic.trial.Need;
import java.time.Duration;
import java.util.List;

/// What goes wrong on an open connection.
final class TrafficFaults {
    private TrafficFaults() {}

    static List<ProbeCase> all() {
        return List.of(
                faulty(
                        "no-pong",
                        "Node ws",
                        "heartbeat-missed PROVEN",
                        trial -> at(Backends.node(trial, "autoPong: false,", "").address())
                                .onlyChecks("ping"),
                        Need.NODE),
                faulty(
                        "reserved-bit-from-the-start",
                        "raw",
                        "compression-frame-mismatch PROVEN",
                        trial -> at(Backends.raw(
                                        trial,
                                        exchange -> exchange.upgrade()
                                                .frame(0xc1, (byte) 'x')
                                                .readAll())
                                .address())),
                faulty(
                        "http-after-the-101",
                        "Node http",
                        "stream-corrupted-by-middleware PROVEN",
                        trial -> at(
                                trial.with(ScriptedBackend.of(trial.node("""
                                import http from "node:http";
                                import crypto from "node:crypto";
                                const server = http.createServer();
                                server.on("upgrade", (request, socket) => {
                                  socket.on("error", () => {});
                                  const accept = crypto.createHash("sha1")
                                    .update(request.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                    .digest("base64");
                                  socket.write("HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\n"
                                    + "Connection: Upgrade\\r\\nSec-WebSocket-Accept: " + accept + "\\r\\n\\r\\n");
                                  socket.write("HTTP/1.1 503 Service Unavailable\\r\\nContent-Length: 0\\r\\n\\r\\n");
                                });
                                server.listen(0, "127.0.0.1", () => console.log("listening " + server.address().port));
                                """))).address()),
                        Need.NODE),
                faulty(
                        "close-is-not-answered",
                        "Node ws",
                        "close-handshake-unanswered PROVEN",
                        trial -> at(Backends.node(trial, "", "socket._receiver.removeAllListeners('conclude');")
                                        .address())
                                .onlyChecks("close"),
                        Need.NODE),
                faulty(
                                "large-message-drops",
                                "Node ws",
                                "message-too-big LIKELY",
                                trial -> at(Backends.node(
                                                        trial,
                                                        "",
                                                        "socket.on('message', data => data.length > 100000 && socket.terminate());")
                                                .address())
                                        .onlyChecks("messages"),
                                Need.NODE)
                        .saying("A message of 100001 bytes ends the connection without a close frame; one of 100000"
                                + " bytes does not."),
                faulty(
                        "closes-after-a-time",
                        "Node ws",
                        "max-lifetime POSSIBLE",
                        trial -> at(Backends.node(trial, "", "setTimeout(() => socket.terminate(), 2500);")
                                        .address())
                                .onlyChecks("hold")
                                .holding(Duration.ofSeconds(5)),
                        Need.NODE),
                faulty(
                        "goes-away-while-held",
                        "Node ws",
                        "deploy-or-drain LIKELY",
                        trial -> at(Backends.node(trial, "", "setTimeout(() => socket.close(1001, 'restart'), 2500);")
                                        .address())
                                .onlyChecks("hold")
                                .holding(Duration.ofSeconds(5)),
                        Need.NODE),
                faulty(
                        "invalid-utf8-passes",
                        "Node ws",
                        "violation-ignored PROVEN",
                        trial -> at(Backends.node(trial, "skipUTF8Validation: true,", "")
                                        .address())
                                .onlyChecks("hostile")
                                .withHostile(),
                        Need.NODE));
    }
}
