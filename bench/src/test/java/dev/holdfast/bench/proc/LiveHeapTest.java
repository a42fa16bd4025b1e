package dev.holdfast.bench.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class LiveHeapTest {
    @Test
    void the_total_of_a_class_histogram_is_in_bytes() {
        String histogram = """
                4711:
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:         12345        1234567  [B (java.base@25)
                   2:             1             16  com.example.Total
                Total         12346        1234583
                """;

        assertThat(LiveHeap.parseTotal(histogram)).isEqualTo(1_234_583);
    }

    @Test
    void output_without_a_total_is_refused() {
        assertThatIllegalStateException().isThrownBy(() -> LiveHeap.parseTotal("4711:\nCould not attach\n"));
    }
}
