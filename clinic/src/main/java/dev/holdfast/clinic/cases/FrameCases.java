package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.cli.node.Served;
import dev.holdfast.clinic.fault.FaultRelay;
import dev.holdfast.clinic.fault.Faults;
import dev.holdfast.clinic.part.Page;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.server.Route;
import java.util.List;
import java.util.Set;

/// Bytes that break the protocol, or that one side can't take.
final class FrameCases {
    private static final String AND_LEAVES = " socket.close(1000);";

    private FrameCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(
                                Cause.MESSAGE_TOO_BIG,
                                "Chromium",
                                trial -> Clients.chromium(
                                        trial, trial.development().start(), "", "socket.send('x'.repeat(65537));"))
                        .needing(Need.CHROMIUM, Need.NODE),
                hit(
                                Cause.MESSAGE_TOO_BIG,
                                "Node ws",
                                trial -> Clients.node(
                                        trial, trial.development().start(), "", "socket.send('x'.repeat(100_000));"))
                        .needing(Need.NODE),
                hit(Cause.MESSAGE_TOO_BIG, "JDK client", trial -> {
                    Server server = trial.development().start();
                    Clients.jdk(server.address(), List.of(), socket -> socket.sendText("x".repeat(100_000), true));
                    return Clients.end(server);
                }),
                hit(Cause.MESSAGE_TOO_BIG, "python-websockets", trial -> {
                            Server server = trial.development().start();
                            Clients.python(trial, server.address(), "max_size=1000", "await socket.send('x' * 2000)");
                            return Clients.end(server);
                        })
                        .called("for the client")
                        .needing(Need.PYTHON_WEBSOCKETS),
                nearMiss(
                                Cause.MESSAGE_TOO_BIG,
                                "Node ws",
                                "as large as may be",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> Clients.node(
                                        trial,
                                        trial.development().start(),
                                        "",
                                        "socket.send('x'.repeat(65536));" + AND_LEAVES))
                        .needing(Need.NODE),
                nearMiss(
                                Cause.MESSAGE_TOO_BIG,
                                "Node ws",
                                "too many parts of a small one",
                                Set.of(Cause.FRAGMENT_FLOOD),
                                trial -> Clients.node(
                                        trial,
                                        trial.development().start(),
                                        "",
                                        "for (let i = 0; i < 2000; i++) socket.send('x', { fin: false });"))
                        .needing(Need.NODE),
                hit(
                                Cause.INVALID_UTF8,
                                "Node ws",
                                trial -> Clients.node(
                                        trial,
                                        trial.development().start(),
                                        "",
                                        "socket.send(Buffer.from([0x68, 0xc3, 0x28]), { binary: false });"))
                        .needing(Need.NODE),
                hit(Cause.INVALID_UTF8, "raw", trial -> {
                    Server server = trial.development().start();
                    var client = trial.raw(server.address());
                    client.upgrade();
                    // the first half of an ä, as text has that was cut by bytes
                    client.frame(0x81, (byte) 'h', (byte) 0xc3).readClose();
                    client.close();
                    return Clients.end(server);
                }),
                nearMiss(
                                Cause.INVALID_UTF8,
                                "Node ws",
                                "the same bytes as binary",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> Clients.node(
                                        trial,
                                        trial.development().start(),
                                        "",
                                        "socket.send(Buffer.from([0x68, 0xc3, 0x28]));" + AND_LEAVES))
                        .needing(Need.NODE),
                nearMiss(
                                Cause.INVALID_UTF8,
                                "Node ws",
                                "a character cut by a fragment",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> Clients.node(
                                        trial,
                                        trial.development().start(),
                                        "",
                                        "socket.send(Buffer.from([0xc3]), { binary: false, fin: false });"
                                                + "socket.send(Buffer.from([0xa4]), { binary: false });" + AND_LEAVES))
                        .needing(Need.NODE),
                hit(
                                Cause.MASKING_OR_FRAMING_ERROR,
                                "Node ws",
                                trial -> Clients.node(
                                        trial,
                                        trial.development().start(),
                                        "",
                                        "socket.send('hello', { mask: false });"))
                        .needing(Need.NODE),
                hit(Cause.MASKING_OR_FRAMING_ERROR, "raw", trial -> {
                    Server server = trial.development().start();
                    var client = trial.raw(server.address());
                    client.upgrade();
                    client.frame(0x8b).readClose();
                    client.close();
                    return Clients.end(server);
                }),
                nearMiss(
                        Cause.MASKING_OR_FRAMING_ERROR,
                        "raw",
                        "a reserved bit",
                        Set.of(Cause.COMPRESSION_FRAME_MISMATCH),
                        trial -> {
                            Server server = trial.development().start();
                            var client = trial.raw(server.address());
                            client.upgrade();
                            client.frame(0xc1, (byte) 1).readClose();
                            client.close();
                            return Clients.end(server);
                        }),
                nearMiss(
                                Cause.MASKING_OR_FRAMING_ERROR,
                                "Node ws",
                                "frames that come byte by byte",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> behind(
                                        trial,
                                        "slices",
                                        "socket.send('hello'); socket.on('message', () => socket.close(1000));"))
                        .needing(Need.NODE),
                hit(Cause.COMPRESSION_FRAME_MISMATCH, "Chromium", trial -> {
                            Server server = trial.development().start();
                            FaultRelay relay = trial.relay(server.address(), Faults.named("extension-invented"));
                            Page page = trial.chromium().open(trial.pages().at("/"));
                            Clients.page(
                                    page,
                                    Trial.ws(relay.address()).toString(),
                                    "",
                                    "socket.send('hello '.repeat(500));");
                            return Clients.end(server);
                        })
                        .needing(Need.CHROMIUM, Need.NODE),
                hit(
                                Cause.COMPRESSION_FRAME_MISMATCH,
                                "Node ws",
                                trial -> behind(trial, "extension-invented", "socket.send('hello '.repeat(500));"))
                        .needing(Need.NODE),
                nearMiss(
                                Cause.COMPRESSION_FRAME_MISMATCH,
                                "Node ws",
                                "a compression that was only offered",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> Clients.node(
                                        trial,
                                        trial.development().start(),
                                        "{ perMessageDeflate: { threshold: 0 } }",
                                        "socket.send('hello '.repeat(500));" + AND_LEAVES))
                        .needing(Need.NODE),
                hit(
                                Cause.STREAM_CORRUPTED,
                                "Node ws",
                                trial -> behind(trial, "http-in-stream", "socket.send('hello');"))
                        .needing(Need.NODE),
                hit(Cause.STREAM_CORRUPTED, "raw", trial -> {
                    Server server = trial.development().start();
                    var client = trial.raw(server.address());
                    client.upgrade();
                    // a box that takes the connection for one that it may use again
                    client.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .readClose();
                    client.close();
                    return Clients.end(server);
                }),
                nearMiss(
                                Cause.STREAM_CORRUPTED,
                                "Node ws",
                                "a message about HTTP",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> Clients.node(
                                        trial,
                                        trial.development().start(),
                                        "",
                                        "socket.send('HTTP/1.1 200 OK\\\\r\\\\n\\\\r\\\\n');" + AND_LEAVES))
                        .needing(Need.NODE),
                nearMiss(
                        Cause.STREAM_CORRUPTED,
                        "raw",
                        "other bytes that are no frame",
                        Set.of(Cause.MASKING_OR_FRAMING_ERROR),
                        trial -> {
                            Server server = trial.development().start();
                            var client = trial.raw(server.address());
                            client.upgrade();
                            client.send((byte) 0x81, (byte) 0x05).send("hello").readClose();
                            client.close();
                            return Clients.end(server);
                        }),
                hit(
                                Cause.UNSUPPORTED_DATA,
                                "Chromium",
                                trial -> Clients.chromium(
                                        trial, textOnly(trial), "", "socket.send(new Uint8Array([1, 2, 3]));"))
                        .needing(Need.CHROMIUM, Need.NODE),
                hit(
                                Cause.UNSUPPORTED_DATA,
                                "Node ws",
                                trial -> Clients.node(
                                        trial, textOnly(trial), "", "socket.send(Buffer.from([1, 2, 3]));"))
                        .needing(Need.NODE),
                nearMiss(
                                Cause.UNSUPPORTED_DATA,
                                "Node ws",
                                "text where only text is understood",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> Clients.node(
                                        trial, textOnly(trial), "", "socket.send('\\\\u0001\\\\u0002');" + AND_LEAVES))
                        .needing(Need.NODE));
    }

    private static Said behind(Trial trial, String fault, String onOpen) throws Exception {
        Server server = trial.development().start();
        FaultRelay relay = trial.relay(server.address(), Faults.named(fault));
        Clients.node(trial, relay.address(), "", onOpen);
        return Clients.end(server);
    }

    private static Server textOnly(Trial trial) throws Exception {
        Route echo = Served.echo("/ws").routes().getFirst();
        return trial.development().serving(echo.textOnly()).start();
    }
}
