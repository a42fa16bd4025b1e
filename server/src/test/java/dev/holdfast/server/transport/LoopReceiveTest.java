package dev.holdfast.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import org.junit.jupiter.api.Test;

class LoopReceiveTest {
    private final ByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final RecvByteBufAllocator.Handle handle = new LoopReceive().newHandle();

    @Test
    void what_was_used_up_is_read_into_again() {
        ByteBuf first = handle.allocate(allocator);
        first.writeLong(1);
        first.release();

        ByteBuf second = handle.allocate(allocator);

        assertThat(second).isSameAs(first);
        assertThat(second.readableBytes()).isZero();
        second.release();
    }

    @Test
    void what_somebody_keeps_is_not_touched_until_he_lets_it_go() {
        ByteBuf first = handle.allocate(allocator);
        first.writeLong(1);
        ByteBuf slice = first.retainedSlice();
        first.release();

        ByteBuf second = handle.allocate(allocator);
        second.writeLong(2);

        assertThat(second).isNotSameAs(first);
        assertThat(slice.readLong()).isEqualTo(1);
        slice.release();
        assertThat(second.release()).as("the other one is given back whole").isTrue();
        ByteBuf third = handle.allocate(allocator);
        assertThat(third).isSameAs(first);
        third.release();
    }
}
