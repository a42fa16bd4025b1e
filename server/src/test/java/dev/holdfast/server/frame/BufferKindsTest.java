package dev.holdfast.server.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.Violation;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Reads arrive in whatever buffer a transport, TLS or HTTP handed on.
class BufferKindsTest {
    private static final byte[] AROUND = "around".getBytes(StandardCharsets.US_ASCII);

    private static final ByteBufAllocator POOLED = new PooledByteBufAllocator(true);
    private static final ByteBufAllocator ADAPTIVE = new AdaptiveByteBufAllocator(true);

    enum Kind {
        POOLED_DIRECT(frames -> fill(POOLED.directBuffer(), frames)),
        POOLED_HEAP(frames -> fill(POOLED.heapBuffer(), frames)),
        ADAPTIVE_DIRECT(frames -> fill(ADAPTIVE.directBuffer(), frames)),
        ADAPTIVE_HEAP(frames -> fill(ADAPTIVE.heapBuffer(), frames)),
        UNPOOLED_DIRECT(frames -> fill(UnpooledByteBufAllocator.DEFAULT.directBuffer(), frames)),
        WRAPPED_ARRAY(frames -> fill(Unpooled.wrappedBuffer(new byte[200_000]).clear(), frames)),
        SLICE_OF_A_DIRECT_BUFFER(frames -> slice(fill(POOLED.directBuffer(), frames))),
        SLICE_OF_A_HEAP_BUFFER(frames -> slice(fill(ADAPTIVE.heapBuffer(), frames))),
        READ_ONLY(frames ->
                fill(UnpooledByteBufAllocator.DEFAULT.heapBuffer(), frames).asReadOnly()),
        TWO_COMPONENTS(frames -> ByteBufAllocator.DEFAULT
                .compositeBuffer()
                .addComponent(true, frames.readRetainedSlice(frames.readableBytes() / 2))
                .addComponent(true, frames.readRetainedSlice(frames.readableBytes())));

        private final UnaryOperator<ByteBuf> make;

        Kind(UnaryOperator<ByteBuf> make) {
            this.make = make;
        }

        /// Such a buffer with these frames in it, and something before and behind them where that is possible.
        ByteBuf of(byte[] frames) {
            ByteBuf source = Unpooled.copiedBuffer(frames);
            try {
                return make.apply(source);
            } finally {
                source.release();
            }
        }

        private static ByteBuf fill(ByteBuf buffer, ByteBuf frames) {
            buffer.writeBytes(AROUND).writeBytes(frames).writeBytes(AROUND);
            return buffer.setIndex(AROUND.length, buffer.writerIndex() - AROUND.length);
        }

        private static ByteBuf slice(ByteBuf buffer) {
            ByteBuf slice = buffer.retainedSlice();
            buffer.release();
            return slice;
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_vector_gives_its_events_from_such_a_buffer(Kind kind) {
        for (FrameVectors.FrameVector vector : FrameVectors.ALL) {
            try (Reading reading = new Reading(vector.limits())) {
                reading.read(kind.of(vector.in()));
                assertThat(reading.events()).as(vector.name()).isEqualTo(vector.out());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_message_begun_in_such_a_buffer_ends_in_the_next(Kind kind) {
        byte[] message = ClientFrames.bytes().text("Съешь же ещё".repeat(100)).done();
        try (Reading reading = new Reading()) {
            reading.read(kind.of(Arrays.copyOf(message, 1_000)));
            reading.read(kind.of(Arrays.copyOfRange(message, 1_000, message.length)));
            assertThat(reading.events()).containsExactly(Event.text("Съешь же ещё".repeat(100)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_callee_may_copy_from_such_a_buffer_and_the_next_frame_is_still_read(Kind kind) {
        byte[] frames = ClientFrames.bytes()
                .text("first")
                .ping("second")
                .binary(new byte[300])
                .text("last")
                .done();
        ByteBuf copies = Unpooled.directBuffer();
        ByteBuf heapCopies = Unpooled.buffer();
        int[] calls = {0};
        FrameSink copier = new FrameSink() {
            @Override
            public void message(boolean text, ByteBuf buffer, int index, int length) {
                calls[0]++;
                // Each of these moves the view of the buffer that the reader shares.
                copies.writeBytes(buffer, index, length);
                heapCopies.writeBytes(buffer, index, length);
                buffer.internalNioBuffer(index, length).get(new byte[length]);
            }

            @Override
            public void ping(ByteBuf buffer, int index, int length) {
                message(false, buffer, index, length);
            }

            @Override
            public void pong(ByteBuf buffer, int index, int length) {
                throw new AssertionError("no pong was sent");
            }

            @Override
            public void close(CloseFrame frame) {
                throw new AssertionError("no close was sent");
            }

            @Override
            public void violation(Violation found, String detail) {
                throw new AssertionError(found + ": " + detail);
            }
        };
        ByteBuf in = kind.of(frames);
        new FrameReader(FrameLimits.DEFAULT, copier, new TestClock()).read(in);
        assertThat(calls[0]).isEqualTo(4);
        assertThat(copies.readableBytes()).isEqualTo(5 + 6 + 300 + 4);
        assertThat(copies).isEqualTo(heapCopies);
        assertThat(in.refCnt()).isOne();
        in.release();
        copies.release();
        heapCopies.release();
    }

    @ParameterizedTest
    @EnumSource
    void nothing_around_the_frames_is_touched(Kind kind) {
        if (kind == Kind.TWO_COMPONENTS || kind == Kind.READ_ONLY || kind.name().startsWith("SLICE")) {
            return;
        }
        byte[] frames =
                ClientFrames.bytes().text("a".repeat(37)).binary(new byte[515]).done();
        ByteBuf in = kind.of(frames);
        new FrameReader(FrameLimits.DEFAULT, new Recorder(), new TestClock()).read(in);
        byte[] around = new byte[AROUND.length];
        assertThat(in.getBytes(0, around).readerIndex()).isEqualTo(AROUND.length + frames.length);
        assertThat(around).isEqualTo(AROUND);
        in.setIndex(0, in.capacity()).getBytes(AROUND.length + frames.length, around);
        assertThat(around).isEqualTo(AROUND);
        in.release();
    }
}
