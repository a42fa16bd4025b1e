package dev.holdfast.server.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.Violation;
import dev.holdfast.core.port.TimeSource;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// The promise "nothing is allocated for a message", kept by counting bytes, not by timing.
class AllocationTest {
    private static final int MESSAGES_IN_A_READ = 16;
    private static final int READS = 10_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void whole_frames_are_read_without_an_allocation() {
        assertThat(bytesForEachMessage(ClientFrames.bytes().mask(0), "x".repeat(64)))
                .isLessThan(1);
        assertThat(bytesForEachMessage(ClientFrames.bytes().mask(0), "ж".repeat(500)))
                .isLessThan(1);
    }

    @Test
    void pings_are_read_without_an_allocation() {
        FrameLimits limits = FrameLimits.DEFAULT.withControlFrames(1_000_000, 1_000_000);
        ClientFrames frames = ClientFrames.bytes().mask(0);
        for (int i = 0; i < MESSAGES_IN_A_READ; i++) {
            frames.ping("heartbeat");
        }
        assertThat(allocated(limits, frames.done())).isLessThan(1);
    }

    private static double bytesForEachMessage(ClientFrames frames, String text) {
        for (int i = 0; i < MESSAGES_IN_A_READ; i++) {
            frames.text(text);
        }
        return allocated(FrameLimits.DEFAULT, frames.done());
    }

    /// A mask of zeros lets the same buffer be read again and again. Without the leak detector, which allocates.
    private static double allocated(FrameLimits limits, byte[] frames) {
        ByteBuf in = new UnpooledByteBufAllocator(true, true).directBuffer().writeBytes(frames);
        Counter counter = new Counter();
        FrameReader reader = new FrameReader(limits, counter, new SteppingClock());
        for (int i = 0; i < READS; i++) {
            reader.read(in.readerIndex(0));
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < READS; i++) {
            reader.read(in.readerIndex(0));
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(counter.count).isEqualTo(2L * READS * MESSAGES_IN_A_READ);
        in.release();
        return (double) allocated / READS / MESSAGES_IN_A_READ;
    }

    /// Gives each read its allowance of control frames back.
    private static final class SteppingClock implements TimeSource {
        private long nanos;

        @Override
        public long nanos() {
            return nanos += 1_000_000_000L;
        }

        @Override
        public Instant wall() {
            throw new AssertionError("not asked for");
        }
    }

    private static final class Counter implements FrameSink {
        private long count;

        @Override
        public void message(boolean text, ByteBuf buffer, int index, int length) {
            count++;
        }

        @Override
        public void ping(ByteBuf buffer, int index, int length) {
            count++;
        }

        @Override
        public void pong(ByteBuf buffer, int index, int length) {
            count++;
        }

        @Override
        public void close(CloseFrame frame) {
            throw new AssertionError("no close was sent");
        }

        @Override
        public void violation(Violation kind, String detail) {
            throw new AssertionError(kind + ": " + detail);
        }
    }
}
