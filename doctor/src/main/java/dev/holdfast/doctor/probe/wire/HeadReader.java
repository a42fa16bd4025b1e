package dev.holdfast.doctor.probe.wire;

import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.BackendProblem;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads the head of an answer, and the beginning of its body.
final class HeadReader {
    private static final int TLS_ALERT = 0x15;
    private static final int TLS_HANDSHAKE = 0x16;

    private HeadReader() {}

    sealed interface Read {}

    record Head(AnswerHead head) implements Read {}

    record Nothing(BackendProblem problem, String detail) implements Read {}

    static Read read(Wire wire, long deadline, int limit) {
        int looked = 0;
        while (true) {
            int available = wire.available();
            for (int i = 0; i < Math.min(5, available); i++) {
                if (wire.peek(i) != "HTTP/".charAt(i)) {
                    return notHttp(wire.peek(0));
                }
            }
            for (; looked < available; looked++) {
                if (wire.peek(looked) == '\n' && emptyLineBefore(wire, looked)) {
                    AnswerHead head = AnswerHead.parse(new String(wire.take(looked + 1), StandardCharsets.ISO_8859_1));
                    return head == null
                            ? new Nothing(BackendProblem.NOT_HTTP, "its status line was none of HTTP/1")
                            : new Head(head);
                }
            }
            if (available > limit) {
                return new Nothing(BackendProblem.NOT_HTTP, "a head of more than " + limit + " bytes");
            }
            if (!wire.fill(deadline)) {
                return nothingMore(wire);
            }
        }
    }

    private static boolean emptyLineBefore(Wire wire, int newline) {
        int before = newline - 1;
        if (before >= 0 && wire.peek(before) == '\r') {
            before--;
        }
        return before >= 0 && wire.peek(before) == '\n';
    }

    private static Nothing notHttp(int first) {
        return new Nothing(
                BackendProblem.NOT_HTTP,
                first == TLS_ALERT || first == TLS_HANDSHAKE
                        ? "it speaks TLS: try wss:// in place of ws://"
                        : "it did not begin with HTTP/");
    }

    private static Nothing nothingMore(Wire wire) {
        if (wire.end() == null) {
            return new Nothing(BackendProblem.ANSWER_TIMEOUT, wire.available() > 0 ? "its head was not complete" : "");
        }
        return wire.available() > 0
                ? new Nothing(BackendProblem.NOT_HTTP, "it broke off in its head")
                : new Nothing(BackendProblem.ENDED_UNANSWERED, alert(wire.end()));
    }

    /// TLS 1.3 refuses a client's certificate only after the handshake.
    private static String alert(@Nullable TransportEnd end) {
        return end instanceof TransportEnd.Failed(String _, String message) && message.contains("fatal alert")
                ? "with the TLS alert " + message.substring(message.lastIndexOf(' ') + 1)
                : "";
    }

    /// As much of the body as comes, up to the limit.
    static byte[] body(Wire wire, AnswerHead head, long deadline, int limit) {
        long length = limit;
        String announced = head.first("content-length");
        if (announced != null && announced.matches("\\d{1,18}")) {
            length = Math.min(limit, Long.parseLong(announced));
        } else if (head.has("transfer-encoding", "chunked")) {
            length = 0;
        }
        while (wire.available() < length && wire.fill(deadline)) {
            // more has come
        }
        return wire.take((int) Math.min(wire.available(), length));
    }
}
