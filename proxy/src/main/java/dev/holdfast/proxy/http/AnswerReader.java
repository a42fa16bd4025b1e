package dev.holdfast.proxy.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Gathers the bytes of a backend's answer up to its empty line, and not one byte further. As tolerant as clients are:
/// what the backend says is the client's to judge.
public final class AnswerReader {
    private static final int SMALLEST = 256;

    private final int limit;
    private byte[] bytes = new byte[SMALLEST];
    private int length;
    private int lineStart;

    /// @param limit most bytes of a head
    public AnswerReader(int limit) {
        this.limit = limit;
    }

    public sealed interface Reading {}

    /// The head is not complete yet.
    public record More() implements Reading {}

    public record Complete(AnswerHead head) implements Reading {}

    /// @param detail what is wrong, without any of its bytes
    public record Bad(String detail) implements Reading {}

    private static final More MORE = new More();

    /// Takes from `in` what belongs to the head. Begins anew after a complete one.
    public Reading read(ByteBuf in) {
        while (in.isReadable()) {
            byte octet = in.readByte();
            if (length == limit) {
                return new Bad("a head of more than " + limit + " bytes");
            }
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.min(limit, length * 2));
            }
            bytes[length++] = octet;
            if (length <= 5 && octet != "HTTP/".charAt(length - 1)) {
                return new Bad("it did not begin with HTTP/");
            }
            if (octet == '\n') {
                int lineLength = length - 1 - lineStart;
                boolean empty = lineLength == 0 || (lineLength == 1 && bytes[lineStart] == '\r');
                lineStart = length;
                if (empty) {
                    return complete();
                }
            }
        }
        return MORE;
    }

    /// Whether some of a head has come.
    public boolean begun() {
        return length > 0;
    }

    private Reading complete() {
        byte[] whole = Arrays.copyOf(bytes, length);
        AnswerHead head = AnswerHead.parse(new String(whole, StandardCharsets.ISO_8859_1), whole);
        length = 0;
        lineStart = 0;
        return head == null ? new Bad("its status line was none of HTTP/1") : new Complete(head);
    }
}
