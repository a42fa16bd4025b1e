package dev.holdfast.server.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The reader beside a parser that is slow and obviously right, over random streams in random pieces.
class FrameReaderDifferentialTest {
    @Test
    void random_streams_in_random_pieces_are_read_as_the_reference_reads_them() {
        for (int seed = 0; seed < 20_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            FrameLimits limits = RandomStream.limits(random);
            byte[] stream = RandomStream.of(random, limits);
            ReferenceParser reference = new ReferenceParser(limits);
            reference.accept(stream);
            try (Reading reading = new Reading(limits)) {
                reading.readCut(stream, RandomStream.cuts(random, stream.length));
                assertThat(reading.events()).as("seed %d", seed).isEqualTo(reference.events);
            }
        }
    }

    @Test
    void random_streams_contain_every_kind_of_event() {
        // Guards the generator: a property that only ever sees one kind of stream proves little.
        int[] kinds = new int[RandomStream.KINDS.size()];
        for (int seed = 0; seed < 20_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            FrameLimits limits = RandomStream.limits(random);
            List<String> events = Reading.events(limits, RandomStream.of(random, limits));
            for (String event : events) {
                for (int kind = 0; kind < kinds.length; kind++) {
                    if (event.startsWith(RandomStream.KINDS.get(kind))) {
                        kinds[kind]++;
                    }
                }
            }
        }
        assertThat(Arrays.stream(kinds).min().orElseThrow())
                .as("occurrences of the rarest of %s: %s", RandomStream.KINDS, Arrays.toString(kinds))
                .isGreaterThan(20);
    }

    @Test
    void random_bytes_are_read_as_the_reference_reads_them() {
        for (int seed = 0; seed < 50_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] noise = new byte[random.nextInt(60)];
            random.nextBytes(noise);
            if (noise.length > 1 && random.nextBoolean()) {
                // Pure noise fails at its first byte; let it get a little further.
                noise[0] &= (byte) 0x8B;
                noise[1] |= (byte) 0x80;
            }
            ReferenceParser reference = new ReferenceParser(FrameLimits.DEFAULT);
            reference.accept(noise);
            try (Reading reading = new Reading()) {
                reading.readCut(noise, RandomStream.cuts(random, noise.length));
                assertThat(reading.events()).as("seed %d", seed).isEqualTo(reference.events);
            }
        }
    }
}
