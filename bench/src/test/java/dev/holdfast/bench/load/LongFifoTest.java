package dev.holdfast.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayDeque;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LongFifoTest {
    @Test
    void it_gives_back_what_a_queue_gives_back_whatever_the_order_of_calls() {
        SplittableRandom random = new SplittableRandom(42);
        LongFifo fifo = new LongFifo();
        ArrayDeque<Long> model = new ArrayDeque<>();

        for (long step = 0; step < 100_000; step++) {
            // Swings between growing and shrinking, so that the ring wraps round at many fill levels.
            boolean growing = step / 500 % 2 == 0;
            if (model.isEmpty() || random.nextInt(10) < (growing ? 7 : 3)) {
                fifo.add(step);
                model.add(step);
            } else {
                assertThat(fifo.remove()).isEqualTo(model.remove());
            }
            assertThat(fifo.size()).isEqualTo(model.size());
        }
    }

    @Test
    void nothing_comes_out_of_an_empty_one() {
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> new LongFifo().remove());
    }
}
