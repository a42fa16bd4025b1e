package dev.holdfast.server.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.frame.FrameVectors.FrameVector;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameVectorsTest {
    static List<FrameVector> vectors() {
        return FrameVectors.ALL;
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void a_vector_gives_its_events(FrameVector vector) {
        assertThat(Reading.events(vector.limits(), vector.in())).isEqualTo(vector.out());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void a_vector_cut_in_two_anywhere_gives_the_same_events(FrameVector vector) {
        for (int cut = 0; cut <= vector.in().length; cut++) {
            try (Reading reading = new Reading(vector.limits())) {
                assertThat(reading.readCut(vector.in(), cut).events())
                        .as("cut at %d", cut)
                        .isEqualTo(vector.out());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void a_vector_delivered_byte_by_byte_gives_the_same_events(FrameVector vector) {
        try (Reading reading = new Reading(vector.limits())) {
            reading.readCut(vector.in(), IntStream.range(0, vector.in().length).toArray());
            assertThat(reading.events()).isEqualTo(vector.out());
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void every_beginning_of_a_vector_gives_a_beginning_of_its_events(FrameVector vector) {
        for (int length = 0; length < vector.in().length; length++) {
            try (Reading reading = new Reading(vector.limits())) {
                List<String> events = reading.read(vector.in(), 0, length).events();
                assertThat(events).isEqualTo(vector.out().subList(0, events.size()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void the_reference_parser_agrees_with_the_vectors(FrameVector vector) {
        ReferenceParser reference = new ReferenceParser(vector.limits());
        reference.accept(vector.in());
        assertThat(reference.events).isEqualTo(vector.out());
    }

    @Test
    void the_vectors_were_written_for_the_default_limits() {
        assertThat(FrameLimits.DEFAULT).isEqualTo(FrameVectors.defaults());
    }
}
