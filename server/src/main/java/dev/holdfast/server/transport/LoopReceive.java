package dev.holdfast.server.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What the connections of an event loop, which read one after the other, read into: one buffer, for as long as nobody
/// keeps what was read. That is so whenever it was used up, or passed on and taken by the kernel at once. While
/// somebody does keep it, each read has a buffer of its own, as large as the reads before let guess.
final class LoopReceive implements RecvByteBufAllocator {
    /// Netty's own default for TCP, which it sets only on allocators that it makes itself.
    static final int READS_A_TURN = 16;

    /// The largest of Netty's guesses.
    private static final int SIZE = 64 * 1024;

    /// Freed with the loop and by nobody else, so it is neither pooled nor watched for leaks.
    private static final ByteBufAllocator KEPT = new UnpooledByteBufAllocator(true, true, false);

    private final Reused handle;

    LoopReceive() {
        handle = new Reused(new AdaptiveRecvByteBufAllocator()
                .maxMessagesPerRead(READS_A_TURN)
                .newHandle());
    }

    @Override
    public Handle newHandle() {
        return handle;
    }

    /// The one buffer, empty and with one reference more, for a read that asks nobody for the size.
    ///
    /// @return `null` while somebody keeps it
    @Nullable
    ByteBuf free() {
        return handle.free();
    }

    private static final class Reused extends DelegatingHandle implements ExtendedHandle {
        private @Nullable ByteBuf kept;

        Reused(Handle guesses) {
            super(guesses);
        }

        @Nullable
        ByteBuf free() {
            ByteBuf present = kept;
            if (present == null) {
                present = KEPT.directBuffer(SIZE, SIZE);
                kept = present;
            }
            return present.refCnt() == 1 ? present.clear().retain() : null;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            ByteBuf free = free();
            return free == null ? delegate().allocate(allocator) : free;
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
            return ((ExtendedHandle) delegate()).continueReading(maybeMore);
        }
    }
}
