package dev.holdfast.core.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NewestTest {
    @Test
    void the_newest_are_kept_in_their_order() {
        Newest<Integer> newest = new Newest<>(3);
        assertThat(newest).isEmpty();

        for (int i = 1; i <= 5; i++) {
            newest.add(i);
        }

        assertThat(newest).containsExactly(3, 4, 5);
        assertThat(newest.oldest()).isEqualTo(3);
        assertThat(newest.newest()).isEqualTo(5);
        newest.clear();
        assertThat(newest.list()).isEmpty();
        assertThatThrownBy(newest::oldest).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void it_is_a_queue_of_which_any_can_be_removed_wherever_its_ring_begins() {
        Random random = new Random(6);
        Newest<Integer> newest = new Newest<>(7);
        Deque<Integer> expected = new ArrayDeque<>();
        for (int i = 0; i < 20_000; i++) {
            switch (random.nextInt(6)) {
                case 0 -> {
                    if (!expected.isEmpty()) {
                        newest.removeOldest();
                        expected.removeFirst();
                    }
                }
                case 1 -> {
                    int out = random.nextInt(3);
                    for (Iterator<Integer> each = newest.iterator(); each.hasNext(); ) {
                        if (each.next() % 3 == out) {
                            each.remove();
                        }
                    }
                    expected.removeIf(value -> value % 3 == out);
                }
                default -> {
                    newest.add(i);
                    expected.addLast(i);
                    if (expected.size() > 7) {
                        expected.removeFirst();
                    }
                }
            }
            assertThat(newest.list()).containsExactlyElementsOf(expected);
            assertThat(newest.size()).isEqualTo(expected.size());
        }
    }
}
