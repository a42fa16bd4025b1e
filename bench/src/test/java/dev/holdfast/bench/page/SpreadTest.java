package dev.holdfast.bench.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void the_middle_of_an_odd_number_of_rounds_is_one_of_them() {
        assertThat(Spread.of(List.of(9.0, 1.0, 2.0))).isEqualTo(new Spread(2, 1, 9));
    }

    @Test
    void the_middle_of_an_even_number_of_rounds_lies_between_two() {
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 100.0))).isEqualTo(new Spread(3, 1, 100));
    }

    @Test
    void it_is_shown_with_its_ends() {
        assertThat(new Spread(1234.567, 0.004, 99).shown(2)).isEqualTo("1,234.57 (0.00 to 99.00)");
    }

    @Test
    void no_rounds_have_no_middle() {
        assertThatIllegalArgumentException().isThrownBy(() -> Spread.of(List.of()));
    }
}
