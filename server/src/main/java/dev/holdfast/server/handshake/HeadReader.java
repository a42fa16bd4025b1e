package dev.holdfast.server.handshake;

import dev.holdfast.core.evidence.HandshakeProblem;
import dev.holdfast.server.options.LimitOptions;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Gathers the bytes of a request's head up to its empty line, and not one byte further: what follows are frames.
///
/// Strict on purpose. An opening handshake has no body, no chunks and no legacy, so whatever HTTP tolerates for old
/// agents (bare line feeds, folded lines, control bytes, spaces before a colon) is refused here: these are the
/// ways in which two readers of one request come to see two requests.
public final class HeadReader {
    private static final int SMALLEST = 512;

    private final LimitOptions limits;
    private byte[] bytes = new byte[0];
    private int length;
    private int lineStart;
    private int lines;
    private int requestLineBytes;

    public HeadReader(LimitOptions limits) {
        this.limits = limits;
    }

    public sealed interface Reading {}

    /// The head is not complete yet.
    public record More() implements Reading {}

    public record Complete(RequestHead head) implements Reading {}

    public record Bad(HandshakeProblem problem, String detail) implements Reading {}

    private static final More MORE = new More();

    /// Bytes gathered so far.
    public int bytesReceived() {
        return length;
    }

    /// Takes from `in` what belongs to the head. After anything but [More] it must not be called again.
    public Reading read(ByteBuf in) {
        int start = length;
        int available = in.readableBytes();
        reserve(length + available);
        in.getBytes(in.readerIndex(), bytes, length, available);
        for (int at = start; at < start + available; at++) {
            int octet = bytes[at] & 0xFF;
            length = at + 1;
            Bad bad = octet == '\n' ? lineEnd(at) : inLine(at, octet);
            if (bad != null) {
                in.skipBytes(available);
                return bad;
            }
            if (octet == '\n' && at - lineStart == 1 && lines > 0) {
                in.skipBytes(length - start);
                return parse();
            }
            if (octet == '\n') {
                lines++;
                if (lines == 1) {
                    requestLineBytes = length;
                }
                lineStart = length;
            }
        }
        in.skipBytes(available);
        return MORE;
    }

    private @Nullable Bad lineEnd(int at) {
        // RFC 9112 2.2 lets a recipient take a bare LF for a line end; we don't have to, and it is how smuggling
        // starts.
        if (at == lineStart || bytes[at - 1] != '\r') {
            return new Bad(HandshakeProblem.BAD_REQUEST, "a line ended without a carriage return");
        }
        if (lines == 0 && at - lineStart == 1) {
            return new Bad(HandshakeProblem.BAD_REQUEST, "the request began with an empty line");
        }
        return null;
    }

    private @Nullable Bad inLine(int at, int octet) {
        if (at > lineStart && bytes[at - 1] == '\r') {
            return new Bad(HandshakeProblem.BAD_REQUEST, "a carriage return stood inside a line");
        }
        if (octet != '\r' && octet != '\t' && (octet < 0x20 || octet == 0x7F)) {
            return new Bad(HandshakeProblem.BAD_REQUEST, control(at, octet));
        }
        if (octet >= 0x80) {
            return new Bad(HandshakeProblem.BAD_REQUEST, "a byte outside ASCII, 0x" + Integer.toHexString(octet));
        }
        if (lines == 0) {
            return at >= limits.requestLineBytes()
                    ? new Bad(HandshakeProblem.URI_TOO_LONG, "limit " + limits.requestLineBytes() + " bytes")
                    : null;
        }
        if (at == lineStart && (octet == ' ' || octet == '\t')) {
            return new Bad(HandshakeProblem.BAD_REQUEST, "a header was folded over two lines");
        }
        if (lines > limits.headers() && octet != '\r') {
            return new Bad(HandshakeProblem.HEADERS_TOO_LARGE, "more than " + limits.headers() + " headers");
        }
        return at - requestLineBytes >= limits.headerBytes()
                ? new Bad(HandshakeProblem.HEADERS_TOO_LARGE, "limit " + limits.headerBytes() + " bytes")
                : null;
    }

    private String control(int at, int octet) {
        return at == 0 && octet == 0x16
                ? "the bytes begin like TLS: the client used wss:// or https:// where neither is served"
                : "a control byte, 0x" + Integer.toHexString(octet);
    }

    private void reserve(int capacity) {
        // Never more than the limits and one read beyond them: the caller hands over what the socket gave.
        if (capacity > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(capacity, Math.max(SMALLEST, bytes.length * 2)));
        }
    }

    private Reading parse() {
        String text = new String(bytes, 0, length - 2, StandardCharsets.US_ASCII);
        return RequestHead.parse(text);
    }
}
