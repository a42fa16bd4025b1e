package dev.holdfast.server.connection;

import dev.holdfast.server.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A message where it lies in the receive buffer. Reused for every message of an event loop.
final class MessageView implements Message {
    private Kind kind = Kind.BINARY;
    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private int index;
    private int length;

    MessageView show(Kind kind, ByteBuf buffer, int index, int length) {
        this.kind = kind;
        this.buffer = buffer;
        this.index = index;
        this.length = length;
        return this;
    }

    void forget() {
        buffer = Unpooled.EMPTY_BUFFER;
        length = 0;
    }

    ByteBuf buffer() {
        return buffer;
    }

    int index() {
        return index;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public int size() {
        return length;
    }

    @Override
    public String text() {
        if (kind == Kind.BINARY) {
            throw new IllegalStateException("a binary message has no text: ask for bytes(), or check kind() first");
        }
        return buffer.toString(index, length, StandardCharsets.UTF_8);
    }

    @Override
    public byte[] bytes() {
        return ByteBufUtil.getBytes(buffer, index, length, true);
    }

    @Override
    public ByteBuffer view() {
        return buffer.nioBuffer(index, length).asReadOnlyBuffer();
    }
}
