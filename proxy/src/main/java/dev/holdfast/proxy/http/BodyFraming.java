package dev.holdfast.proxy.http;

import io.netty.buffer.ByteBuf;
import java.util.List;

/// Finds where a body ends that passes by (RFC 9112 6.3), wherever its bytes are cut. Changes nothing.
///
/// Strict about lines: one that ends without a carriage return, or has one inside, is where two readers come to see two
/// bodies, so it breaks the body.
public final class BodyFraming {
    private enum Next {
        /// So many bytes, then the end.
        BYTES,
        /// The size of a chunk, in hexadecimal digits.
        CHUNK_SIZE,
        /// What follows the size in its line.
        CHUNK_EXTENSION,
        /// The line feed that ends the line of the size.
        CHUNK_SIZE_LF,
        CHUNK_DATA,
        /// The line end after a chunk's data.
        CHUNK_END,
        CHUNK_END_LF,
        /// The lines after the last chunk, up to an empty one.
        TRAILER,
        TRAILER_LF,
        /// Up to the end of the connection.
        UNTIL_END,
        DONE,
        BROKEN
    }

    /// Longest extension of a chunk, and longest trailer.
    private static final int MOST_EXTRA = 16 * 1024;

    private Next next;
    private long left;
    private int extra;
    private int digits;
    private int lineLength;
    private boolean trailersPass = true;
    private boolean trailer;

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

    /// A trailer breaks it: some readers take its fields for headers, against RFC 9110 6.5.1.
    public void refuseTrailers() {
        trailersPass = false;
    }

    /// Whether the end has passed, or there is none to wait for.
    public boolean done() {
        return next == Next.DONE;
    }

    /// Whether where it ends can't be told, so that the connection must end with it.
    public boolean broken() {
        return next == Next.BROKEN;
    }

    /// What broke it, without any of its bytes.
    public String flaw() {
        return trailer ? "fields behind its last chunk, which could name another user" : "its chunks were none";
    }

    /// Whether the body ends with the connection.
    public boolean untilEnd() {
        return next == Next.UNTIL_END;
    }

    /// How many of the readable bytes belong to the body; they stay as they are. Fewer than there are only when it ends
    /// or breaks among them.
    public int passing(ByteBuf in) {
        int start = in.readerIndex();
        int end = in.writerIndex();
        int at = start;
        while (at < end && next != Next.DONE && next != Next.BROKEN) {
            if (next == Next.UNTIL_END) {
                at = end;
            } else if (next == Next.BYTES || next == Next.CHUNK_DATA) {
                at += take(end - at);
            } else {
                octet(in.getByte(at++) & 0xFF);
            }
        }
        return at - start;
    }

    /// Skips what only frames the body, and tells how many bytes of content come next, which the caller takes; 0 where
    /// none are there.
    public int content(ByteBuf in) {
        while (in.isReadable() && next != Next.DONE && next != Next.BROKEN) {
            if (next == Next.UNTIL_END) {
                return in.readableBytes();
            }
            if (next == Next.BYTES || next == Next.CHUNK_DATA) {
                return take(in.readableBytes());
            }
            octet(in.readByte() & 0xFF);
        }
        return 0;
    }

    /// @return how many of so many bytes are content
    private int take(int there) {
        int taken = (int) Math.min(left, there);
        left -= taken;
        if (left == 0) {
            next = next == Next.BYTES ? Next.DONE : Next.CHUNK_END;
        }
        return taken;
    }

    private void octet(int octet) {
        next = switch (next) {
            case CHUNK_SIZE -> inSize(octet);
            case CHUNK_EXTENSION -> octet == '\r' ? Next.CHUNK_SIZE_LF : octet == '\n' ? Next.BROKEN : further(next);
            case CHUNK_SIZE_LF -> octet == '\n' ? sizeRead() : Next.BROKEN;
            case CHUNK_END -> octet == '\r' ? Next.CHUNK_END_LF : Next.BROKEN;
            case CHUNK_END_LF -> octet == '\n' ? beginChunk() : Next.BROKEN;
            case TRAILER -> octet == '\r' ? Next.TRAILER_LF : octet == '\n' ? Next.BROKEN : inTrailer();
            case TRAILER_LF -> octet == '\n' ? trailerLineRead() : Next.BROKEN;
            case BYTES, CHUNK_DATA, UNTIL_END, DONE, BROKEN -> throw new AssertionError("no single bytes here");
        };
    }

    private Next inSize(int octet) {
        int digit = octet < 0x80 ? Character.digit(octet, 16) : -1;
        if (digit >= 0 && digits < 15) {
            left = left << 4 | digit;
            digits++;
            return Next.CHUNK_SIZE;
        }
        if (digits == 0) {
            return Next.BROKEN;
        }
        return switch (octet) {
            case '\r' -> Next.CHUNK_SIZE_LF;
            case ';', ' ', '\t' -> Next.CHUNK_EXTENSION;
            default -> Next.BROKEN;
        };
    }

    private Next further(Next same) {
        return ++extra > MOST_EXTRA ? Next.BROKEN : same;
    }

    private Next inTrailer() {
        lineLength++;
        trailer = !trailersPass;
        return trailer ? Next.BROKEN : further(Next.TRAILER);
    }

    private Next trailerLineRead() {
        boolean last = lineLength == 0;
        lineLength = 0;
        return last ? Next.DONE : Next.TRAILER;
    }

    private Next beginChunk() {
        left = 0;
        digits = 0;
        return Next.CHUNK_SIZE;
    }

    private Next sizeRead() {
        extra = 0;
        lineLength = 0;
        return left == 0 ? Next.TRAILER : Next.CHUNK_DATA;
    }
}
