package dev.holdfast.server.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;

/// A reader under test, with what it delivered. Closing it checks that no buffer is left anywhere, by counting bytes:
/// surer than the leak detector, which waits for the garbage collector, and faster.
final class Reading implements AutoCloseable {
    final Recorder recorder = new Recorder();
    final TestClock clock = new TestClock();
    final FrameReader reader;
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);

    Reading() {
        this(FrameLimits.DEFAULT);
    }

    Reading(FrameLimits limits) {
        this.reader = new FrameReader(limits, recorder, clock);
    }

    /// What comes of these bytes when they arrive in one read.
    static List<String> events(byte[] bytes) {
        return events(FrameLimits.DEFAULT, bytes);
    }

    static List<String> events(ClientFrames frames) {
        return events(FrameLimits.DEFAULT, frames.done());
    }

    static List<String> events(FrameLimits limits, byte[] bytes) {
        try (Reading reading = new Reading(limits)) {
            return reading.read(bytes).recorder.events;
        }
    }

    Reading read(ClientFrames frames) {
        return read(frames.done());
    }

    Reading read(byte[] bytes) {
        return read(bytes, 0, bytes.length);
    }

    Reading read(byte[] bytes, int from, int to) {
        ByteBuf in = allocator.heapBuffer().writeBytes(bytes, from, to - from);
        return read(in);
    }

    /// Reads and releases a buffer.
    Reading read(ByteBuf in) {
        try {
            reader.read(in);
            assertThat(in.isReadable()).isFalse();
        } finally {
            assertThat(in.refCnt()).isOne();
            in.release();
        }
        return this;
    }

    /// Reads the bytes in pieces that end at these places and at the end.
    Reading readCut(byte[] bytes, int... cuts) {
        int from = 0;
        for (int cut : cuts) {
            read(bytes, from, cut);
            from = cut;
        }
        return read(bytes, from, bytes.length);
    }

    ByteBufAllocator allocator() {
        return allocator;
    }

    List<String> events() {
        return recorder.events;
    }

    /// Bytes of buffers that exist now: what the reader holds, between reads.
    long held() {
        return allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
    }

    @Override
    public void close() {
        reader.stop();
        assertThat(held()).as("bytes held after stop()").isZero();
    }
}
