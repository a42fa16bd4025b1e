package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.backend.Backends;
import dev.holdfast.clinic.part.Page;
import dev.holdfast.clinic.part.RawBackend;
import dev.holdfast.clinic.part.ScriptedBackend;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.WebPages;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.server.fixture.RawClient;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Frames that break the protocol, relayed as they are: the gateway names the side that sent them.
final class GatewayFrameCases {
    private static final String HTTP = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n";

    private GatewayFrameCases() {}

    static List<ClinicCase> all() {
        return List.of(
                fromBackend(Cause.STREAM_CORRUPTED, exchange -> exchange.send(HTTP)),
                fromBackendToNode(Cause.STREAM_CORRUPTED, exchange -> exchange.send(HTTP)),
                fromBackend(Cause.COMPRESSION_FRAME_MISMATCH, exchange -> exchange.frame(0xC1, (byte) 'a')),
                fromBackendToNode(Cause.COMPRESSION_FRAME_MISMATCH, exchange -> exchange.frame(0xC1, (byte) 'a')),
                fromBackend(
                        Cause.MASKING_OR_FRAMING_ERROR,
                        exchange -> exchange.send(
                                (byte) 0x81, (byte) 0x81, (byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 'a')),
                fromBackendToNode(
                        Cause.MASKING_OR_FRAMING_ERROR,
                        exchange -> exchange.send(
                                (byte) 0x81, (byte) 0x81, (byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 'a')),
                fromClient(
                        Cause.MASKING_OR_FRAMING_ERROR,
                        "an unmasked frame",
                        client -> client.send((byte) 0x81, (byte) 1, (byte) 'a')),
                fromClient(
                        Cause.COMPRESSION_FRAME_MISMATCH,
                        "a reserved bit of the client",
                        client -> client.frame(0xC1, (byte) 'a')),
                nearMiss(
                                Cause.COMPRESSION_FRAME_MISMATCH,
                                "Chromium, Node ws",
                                "compression that was negotiated",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> {
                                    ScriptedBackend backend =
                                            Backends.node(trial, "perMessageDeflate: { threshold: 0 },", "");
                                    Server gateway =
                                            trial.gateway(backend.address()).start();
                                    return inChromium(trial, gateway, "'compress me, compress me, compress me'");
                                })
                        .needing(Need.CHROMIUM, Need.NODE),
                nearMiss(
                                Cause.MASKING_OR_FRAMING_ERROR,
                                "Chromium, Node ws",
                                "large fragmented messages",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> {
                                    ScriptedBackend backend = Backends.node(
                                            trial,
                                            "",
                                            "socket.send(\"a\", { fin: false }); socket.send(\"b\", { fin: true });");
                                    Server gateway =
                                            trial.gateway(backend.address()).start();
                                    return inChromium(trial, gateway, "'x'.repeat(300000)");
                                })
                        .needing(Need.CHROMIUM, Need.NODE));
    }

    private static ClinicCase fromBackend(Cause cause, RawBackend.Behaviour wrong) {
        return hit(cause, "Chromium, raw backend", trial -> {
                    Server gateway = trial.gateway(upgradingThen(trial, wrong)).start();
                    return inChromium(trial, gateway, null);
                })
                .needing(Need.CHROMIUM, Need.NODE);
    }

    private static ClinicCase fromBackendToNode(Cause cause, RawBackend.Behaviour wrong) {
        return hit(cause, "Node ws, raw backend", trial -> {
                    Server gateway = trial.gateway(upgradingThen(trial, wrong)).start();
                    trial.node("""
                            import WebSocket from "ws";
                            const socket = new WebSocket(process.argv[1]);
                            socket.on("error", () => {});
                            socket.on("close", (code) => console.log("closed", code));
                            """, Trial.ws(gateway.address())).says("closed");
                    return Said.of("end", gateway.diagnostics().end());
                })
                .needing(Need.NODE);
    }

    /// What a client of this kind sends.
    @FunctionalInterface
    private interface Wrong {
        RawClient send(RawClient client) throws Exception;
    }

    private static ClinicCase fromClient(Cause cause, String how, Wrong wrong) {
        return hit(cause, "raw client, Node ws", trial -> {
                    Server gateway =
                            trial.gateway(Backends.node(trial).address()).start();
                    RawClient client = trial.raw(gateway.address());
                    client.upgrade();
                    wrong.send(client);
                    client.readClose();
                    return Said.of("end", gateway.diagnostics().end());
                })
                .called(how)
                .needing(Need.NODE);
    }

    private static InetSocketAddress upgradingThen(Trial trial, RawBackend.Behaviour wrong) throws Exception {
        return trial.with(RawBackend.start(exchange -> {
                    exchange.upgrade();
                    wrong.serve(exchange);
                    exchange.readAll();
                    exchange.end();
                }))
                .address();
    }

    /// @param message that the page sends and gets back before it closes; it only waits for the end where absent
    private static Said inChromium(Trial trial, Server gateway, @Nullable String message) throws Exception {
        WebPages pages = trial.pages();
        Page page = trial.chromium().open(pages.at("/"));
        page.evaluate("""
                new Promise(done => {
                  const socket = new WebSocket('%s');
                  const message = %s;
                  socket.onopen = () => { if (message !== null) socket.send(message); };
                  socket.onmessage = event => { if (event.data === message) socket.close(1000); };
                  socket.onclose = event => done(event.code);
                })
                """.formatted(Trial.ws(gateway.address()), message == null ? "null" : message));
        return Said.of("end", gateway.diagnostics().end());
    }
}
