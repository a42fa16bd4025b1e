package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.gateway.Behind.HOLDFAST;
import static dev.holdfast.clinic.gateway.Behind.NODE;
import static dev.holdfast.clinic.gateway.Behind.PYTHON;
import static dev.holdfast.clinic.gateway.Behind.RAW;
import static dev.holdfast.clinic.gateway.Behind.UVICORN;
import static dev.holdfast.clinic.gateway.Place.HAPROXY_BEFORE;
import static dev.holdfast.clinic.gateway.Place.HAPROXY_BEHIND;
import static dev.holdfast.clinic.gateway.Place.NGINX_BEFORE;
import static dev.holdfast.clinic.gateway.Place.NGINX_BEHIND;
import static dev.holdfast.clinic.gateway.Place.NONE;

import dev.holdfast.clinic.backend.Backends;
import dev.holdfast.clinic.gateway.Backed;
import dev.holdfast.clinic.gateway.Row;
import dev.holdfast.clinic.gateway.Way;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.core.cause.Cause;
import java.util.List;

/// Frames that break the protocol. A backend that sends one is a real server whose program writes to its socket beside
/// the library; one that gets one is a real server as it is.
final class FrameRows {
    private FrameRows() {}

    static List<Row> all() {
        return List.of(
                fromBackend(
                                "HTTP after the upgrade",
                                Cause.STREAM_CORRUPTED,
                                "HTTP/1.1 500 Internal Server Error\\r\\nContent-Length: 0\\r\\n\\r\\n")
                        .played(NONE, RAW, "stream-corrupted-by-middleware/node-ws-raw-backend"),
                fromBackend("RSV1 of the backend", Cause.COMPRESSION_FRAME_MISMATCH, "\\xC1\\x01a")
                        .played(NONE, RAW, "compression-frame-mismatch/node-ws-raw-backend"),
                fromClient(
                                "RSV1 of the client",
                                Cause.COMPRESSION_FRAME_MISMATCH,
                                client -> client.frame(0xC1, (byte) 'a'))
                        .played(
                                NONE,
                                NODE,
                                "compression-frame-mismatch/raw-client-node-ws/a-reserved-bit-of-the-client"),
                fromBackend("masked by the backend", Cause.MASKING_OR_FRAMING_ERROR, "\\x81\\x81\\x01\\x02\\x03\\x04a")
                        .played(NONE, RAW, "masking-or-framing-error/node-ws-raw-backend"),
                fromClient(
                                "not masked by the client",
                                Cause.MASKING_OR_FRAMING_ERROR,
                                client -> client.send((byte) 0x81, (byte) 1, (byte) 'a'))
                        .played(NONE, NODE, "masking-or-framing-error/raw-client-node-ws/an-unmasked-frame"),
                fromBackend("close code of the backend", Cause.MASKING_OR_FRAMING_ERROR, "\\x88\\x02\\x03\\xED"),
                fromClient("close code of the client", Cause.MASKING_OR_FRAMING_ERROR, client -> client.close(1005, ""))
                        .in(NONE, NODE));
    }

    /// @param bytes as an escaped string of JavaScript and Python
    private static Row fromBackend(String what, Cause cause, String bytes) {
        return Row.of(what, cause)
                .client(Way::keptNode, Need.NODE)
                .backend(
                        NODE,
                        trial -> Backed.of(Backends.node(
                                trial, "", "socket._socket.write(Buffer.from(\"" + bytes + "\", \"latin1\"));")))
                .backend(
                        PYTHON,
                        trial -> Backed.of(Backends.python(
                                trial,
                                "socket.transport.write(b\"" + bytes + "\")\nawait socket.wait_closed()",
                                ", compression=None")))
                .in(NONE, NODE)
                .in(NONE, PYTHON)
                .in(NGINX_BEFORE, PYTHON)
                .in(HAPROXY_BEFORE, NODE)
                .in(NGINX_BEHIND, NODE)
                .in(HAPROXY_BEHIND, PYTHON);
    }

    private static Row fromClient(String what, Cause cause, Way.Sending wrong) {
        return Row.of(what, cause)
                .client(way -> way.sent(wrong))
                .backend(NODE, trial -> Backed.of(Backends.node(trial)))
                .backend(PYTHON, trial -> Backed.of(Backends.python(trial, "")))
                .backend(UVICORN, trial -> Backed.of(Backends.uvicorn(trial, Backends.fastApi(""))))
                .backend(HOLDFAST, trial -> Backed.of(trial.development().start()))
                .in(NONE, UVICORN)
                .in(NONE, PYTHON)
                .in(NONE, HOLDFAST)
                .in(NGINX_BEFORE, NODE)
                .in(HAPROXY_BEFORE, UVICORN)
                .in(NGINX_BEHIND, PYTHON)
                .in(HAPROXY_BEHIND, HOLDFAST);
    }
}
