package dev.holdfast.core.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What is remembered is bounded, whoever comes.
class BoundsTest {
    private static final int KEYS = 1_000_000;

    /// Each a user, a path, a network and a browser of its own, so that nothing is met twice.
    @Test
    void a_million_clients_leave_no_more_behind_than_what_is_stated() {
        long before = heap();
        Sim sim = Sim.withoutRecords();
        Random random = new Random(11);
        for (int i = 0; i < KEYS; i++) {
            if (i % 1000 == 0) {
                sim.pass(Duration.ofSeconds(1));
            }
            sim.lost(
                    Sim.client(1 + i % 250 + "." + i / 250 % 250 + "." + i / 62_500 + ".9")
                            .user("user-" + i)
                            .path("/room/" + i)
                            .behind("x-" + i),
                    Duration.ofMillis(300 + random.nextInt(60_000)),
                    Duration.ofMillis(random.nextInt(25_000)));
        }
        long after = heap();

        assertThat(sim.watch.watchedClients()).isLessThanOrEqualTo(Loops.CLIENTS);
        assertThat(sim.watch.open()).hasSizeLessThan(Loops.OPEN + 100);
        assertThat(after - before).as("bytes").isLessThan(40L << 20);
    }

    /// The worst: as many clients as are watched, each with as many short lives as are kept, just no loop.
    @Test
    void clients_that_stay_just_below_a_loop_are_bounded_too() {
        long before = heap();
        Sim sim = Sim.withoutRecords();
        for (int life = 0; life < 14; life++) {
            for (int i = 0; i < Loops.CLIENTS; i++) {
                sim.lost(Sim.client("203.0.113.9").user("user-" + i), Duration.ofMillis(300), Duration.ofMillis(10));
            }
            sim.pass(Duration.ofSeconds(1));
        }
        long after = heap();

        assertThat(sim.watch.watchedClients()).isEqualTo(Loops.CLIENTS);
        assertThat(after - before).as("bytes").isLessThan(40L << 20);
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
