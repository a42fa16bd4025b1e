package dev.holdfast.server.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.frame.FrameVectors.FrameVector;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BitFlipTest {
    static List<FrameVector> vectors() {
        return FrameVectors.ALL;
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void every_single_bit_that_flips_gives_what_the_reference_makes_of_it(FrameVector vector) {
        for (int bit = 0; bit < vector.in().length * 8; bit++) {
            byte[] flipped = vector.in().clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            ReferenceParser reference = new ReferenceParser(vector.limits());
            reference.accept(flipped);
            try (Reading reading = new Reading(vector.limits())) {
                assertThat(reading.readCut(flipped, bit / 8).events())
                        .as("bit %d", bit)
                        .isEqualTo(reference.events);
            }
        }
    }
}
