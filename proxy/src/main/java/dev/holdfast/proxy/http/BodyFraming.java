package dev.holdfast.proxy.http;

import io.netty.buffer.ByteBuf;
import java.util.List;

/// Finds where a body ends that passes by (RFC 9112 6.3), wherever its bytes are cut. Changes nothing.
public final class BodyFraming {
    private enum Next {
        /// So many bytes, then the end.
        BYTES,
        /// The size of a chunk, in hexadecimal digits.
        CHUNK_SIZE,
        /// What follows the size in its line.
        CHUNK_EXTENSION,
        CHUNK_DATA,
        /// The line end after a chunk's data.
        CHUNK_END,
        /// The lines after the last chunk, up to an empty one.
        TRAILER,
        /// Up to the end of the connection.
        UNTIL_END,
        DONE,
        BROKEN
    }

    private Next next;
    private long left;
    private int digits;
    private int lineLength;

    private BodyFraming(Next next, long left) {
        this.next = next;
        this.left = left;
    }

    /// Of an answer.
    ///
    /// @param toHead whether it answers a HEAD request, which has no body whatever its headers say
    public static BodyFraming of(AnswerHead head, boolean toHead) {
        int status = head.status();
        if (toHead || status < 200 || status == 204 || status == 304) {
            return new BodyFraming(Next.DONE, 0);
        }
        return of(head.list("transfer-encoding"), head.all("content-length"), Next.UNTIL_END);
    }

    /// Of a request.
    public static BodyFraming ofRequest(List<String> transferEncoding, List<String> contentLength) {
        return of(transferEncoding, contentLength, Next.DONE);
    }

    private static BodyFraming of(List<String> transferEncoding, List<String> contentLength, Next otherwise) {
        if (!transferEncoding.isEmpty()) {
            return new BodyFraming(
                    transferEncoding.getLast().equalsIgnoreCase("chunked") ? Next.CHUNK_SIZE : Next.UNTIL_END, 0);
        }
        if (contentLength.isEmpty()) {
            return new BodyFraming(otherwise, 0);
        }
        String length = contentLength.getFirst();
        if (!length.matches("\\d{1,18}") || contentLength.stream().anyMatch(other -> !other.equals(length))) {
            return new BodyFraming(Next.BROKEN, 0);
        }
        long bytes = Long.parseLong(length);
        return new BodyFraming(bytes == 0 ? Next.DONE : Next.BYTES, bytes);
    }

    /// Whether the end has passed, or there is none to wait for.
    public boolean done() {
        return next == Next.DONE;
    }

    /// Whether where it ends can't be told, so that the connection must end with it.
    public boolean broken() {
        return next == Next.BROKEN;
    }

    /// Whether the body ends with the connection.
    public boolean untilEnd() {
        return next == Next.UNTIL_END;
    }

    /// How many of the readable bytes belong to the body; they stay as they are. Fewer than there are only when it ends
    /// among them.
    public int passing(ByteBuf in) {
        int start = in.readerIndex();
        int end = in.writerIndex();
        int at = start;
        while (at < end && next != Next.DONE) {
            switch (next) {
                case BYTES, CHUNK_DATA -> {
                    int taken = (int) Math.min(left, end - at);
                    at += taken;
                    left -= taken;
                    if (left == 0) {
                        next = next == Next.BYTES ? Next.DONE : Next.CHUNK_END;
                    }
                }
                case UNTIL_END, BROKEN -> at = end;
                case CHUNK_SIZE, CHUNK_EXTENSION, CHUNK_END, TRAILER -> octet(in.getByte(at++) & 0xFF);
                case DONE -> throw new AssertionError("a body that has ended takes no byte");
            }
        }
        return at - start;
    }

    private void octet(int octet) {
        switch (next) {
            case CHUNK_SIZE -> {
                int digit = Character.digit(octet, 16);
                if (digit >= 0 && digits < 15) {
                    left = left << 4 | digit;
                    digits++;
                } else if (digits > 0 && octet == '\n') {
                    sizeRead();
                } else if (digits > 0 && (octet == '\r' || octet == ';' || octet == ' ' || octet == '\t')) {
                    next = Next.CHUNK_EXTENSION;
                } else {
                    next = Next.BROKEN;
                }
            }
            case CHUNK_EXTENSION -> {
                if (octet == '\n') {
                    sizeRead();
                }
            }
            case CHUNK_END -> {
                if (octet == '\n') {
                    next = Next.CHUNK_SIZE;
                    left = 0;
                    digits = 0;
                } else if (octet != '\r') {
                    next = Next.BROKEN;
                }
            }
            case TRAILER -> {
                if (octet == '\n') {
                    if (lineLength == 0) {
                        next = Next.DONE;
                    }
                    lineLength = 0;
                } else if (octet != '\r') {
                    lineLength++;
                }
            }
            case BYTES, CHUNK_DATA, UNTIL_END, DONE, BROKEN -> throw new AssertionError("no single bytes here");
        }
    }

    private void sizeRead() {
        next = left == 0 ? Next.TRAILER : Next.CHUNK_DATA;
        lineLength = 0;
    }
}
