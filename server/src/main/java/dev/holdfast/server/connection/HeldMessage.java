package dev.holdfast.server.connection;

import dev.holdfast.server.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A message on the heap, for handlers that run elsewhere or later.
///
/// @param ackId what a `holdfast.v1` client wants acknowledged, as JSON
record HeldMessage(Kind kind, byte[] content, @Nullable String ackId) implements Message {
    @Override
    public int size() {
        return content.length;
    }

    @Override
    public String text() {
        if (kind == Kind.BINARY) {
            throw new IllegalStateException("a binary message has no text: ask for bytes(), or check kind() first");
        }
        return new String(content, StandardCharsets.UTF_8);
    }

    @Override
    public byte[] bytes() {
        return content.clone();
    }

    @Override
    public ByteBuffer view() {
        return ByteBuffer.wrap(content).asReadOnlyBuffer();
    }
}
