package dev.holdfast.proxy.page;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/// A page's body on its way to the client, with a tag put in as early as it can stand. Holds back only the beginning,
/// until the place is seen. Used on one event loop.
public final class PatchedBody {
    /// A page whose head is not seen in so many bytes gets the tag before what hides it.
    private static final int MOST_HELD = 16 * 1024;

    private final byte[] tag;
    private byte[] held = new byte[0];
    private boolean placed;

    PatchedBody(byte[] tag) {
        this.tag = tag;
    }

    /// How much longer it becomes.
    public int grows() {
        return tag.length;
    }

    /// @param content a piece of it, whose reference this takes over
    /// @return what goes on of it and what came before; may be empty
    public ByteBuf pass(ByteBuf content) {
        if (placed) {
            return content;
        }
        int before = held.length;
        held = Arrays.copyOf(held, before + content.readableBytes());
        content.readBytes(held, before, content.readableBytes());
        content.release();
        int place = HeadPlace.find(held, Math.min(held.length, MOST_HELD), held.length >= MOST_HELD);
        return place < 0 ? Unpooled.EMPTY_BUFFER : put(place);
    }

    /// Nothing follows.
    ///
    /// @return what was held back; may be empty
    public ByteBuf end() {
        return placed ? Unpooled.EMPTY_BUFFER : put(HeadPlace.find(held, held.length, true));
    }

    private ByteBuf put(int place) {
        placed = true;
        byte[] all = held;
        held = new byte[0];
        return Unpooled.wrappedBuffer(
                Unpooled.wrappedBuffer(all, 0, place),
                Unpooled.wrappedBuffer(tag),
                Unpooled.wrappedBuffer(all, place, all.length - place));
    }
}
