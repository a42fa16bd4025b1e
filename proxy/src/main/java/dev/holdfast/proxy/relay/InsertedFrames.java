package dev.holdfast.proxy.relay;

import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.server.frame.FrameWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/// The few frames that a gateway writes itself.
final class InsertedFrames {
    private static final int LONGEST_CLOSE = 2 + 123;

    private InsertedFrames() {}

    static ByteBuf closeToClient(ByteBufAllocator allocator, CloseFrame frame) {
        ByteBuf out = allocator.buffer(FrameWriter.frameSize(LONGEST_CLOSE));
        FrameWriter.close(out, frame);
        return out;
    }

    static ByteBuf text(ByteBufAllocator allocator, String text) {
        ByteBuf out = allocator.buffer(FrameWriter.textFrameSize(text));
        FrameWriter.text(out, text);
        return out;
    }

    /// A masked close frame with 1001; of all masks the one that changes nothing will do, as the bytes are no
    /// secret and no stranger's choice (RFC 6455 10.3).
    static ByteBuf goingAwayToBackend(ByteBufAllocator allocator) {
        return allocator.buffer(8).writeByte(0x88).writeByte(0x82).writeInt(0).writeShort(1001);
    }
}
