package dev.holdfast.server.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FrameLimitsTest {
    @Test
    void a_limit_of_nothing_is_refused_by_name() {
        assertThatThrownBy(() -> FrameLimits.DEFAULT.withMaxMessageBytes(0))
                .hasMessage("maxMessageBytes must be 1 to 1073741824, found 0");
        assertThatThrownBy(() -> FrameLimits.DEFAULT.withMaxFragments(0)).hasMessageStartingWith("maxFragments");
        assertThatThrownBy(() -> FrameLimits.DEFAULT.withControlFrames(0, 1))
                .hasMessageStartingWith("controlFramesPerSecond");
        assertThatThrownBy(() -> FrameLimits.DEFAULT.withControlFrames(1, 0))
                .hasMessageStartingWith("controlFrameBurst");
    }

    @Test
    void the_largest_limits_are_accepted() {
        FrameLimits largest = new FrameLimits(1 << 30, Integer.MAX_VALUE, 1_000_000, 1_000_000, true);
        assertThat(largest.maxMessageBytes()).isEqualTo(1 << 30);
        assertThatThrownBy(() -> largest.withMaxMessageBytes((1 << 30) + 1)).hasMessageContaining("1073741825");
    }
}
