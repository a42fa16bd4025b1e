package dev.holdfast.server.transport;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/// How large the buffer of the next read is, guessed from the reads before: one guess for all connections of an event
/// loop, which read one after the other, instead of one guess for each.
final class LoopReceive implements RecvByteBufAllocator {
    /// Netty's own default for TCP, which it sets only on allocators that it makes itself.
    private static final int READS_A_TURN = 16;

    private final Handle handle;

    LoopReceive() {
        handle = new AdaptiveRecvByteBufAllocator()
                .maxMessagesPerRead(READS_A_TURN)
                .newHandle();
    }

    @Override
    public Handle newHandle() {
        return handle;
    }
}
