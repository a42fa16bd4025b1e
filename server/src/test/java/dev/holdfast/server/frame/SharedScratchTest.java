package dev.holdfast.server.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the readers of one event loop share carries nothing over from one connection to the next.
class SharedScratchTest {
    private final FrameScratch scratch = new FrameScratch(new TestClock());

    @ParameterizedTest
    @ValueSource(ints = {0xC1, 0xB1, 0x91, 0x83, 0x80, 0x09, 0x48, 0x47})
    void whoever_breaks_a_rule_with_the_first_byte_does_not_break_it_for_the_next(int first) {
        for (int before = 0; before < 2; before++) {
            FrameReader breaking = new FrameReader(FrameLimits.DEFAULT, new Recorder(), scratch);
            if (before == 1) {
                breaking.read(Unpooled.wrappedBuffer(
                        ClientFrames.bytes().text("a good one").done()));
            }
            breaking.read(Unpooled.wrappedBuffer(new byte[] {(byte) first, (byte) 0x81, 1, 2, 3, 4, 5}));
            assertGood();
        }
    }

    @Test
    void a_message_that_is_begun_stays_its_own_readers() {
        FrameReader begun = new FrameReader(FrameLimits.DEFAULT, new Recorder(), scratch);
        begun.read(Unpooled.wrappedBuffer(
                ClientFrames.bytes().frame(Opcode.TEXT, (byte) 'a').done()));
        assertGood();
        begun.stop();
    }

    private void assertGood() {
        Recorder recorder = new Recorder();
        new FrameReader(FrameLimits.DEFAULT, recorder, scratch)
                .read(Unpooled.wrappedBuffer(ClientFrames.bytes().text("hello").done()));
        assertThat(recorder.events).containsExactly(Event.text("hello"));
    }
}
