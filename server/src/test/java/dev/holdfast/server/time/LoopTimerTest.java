package dev.holdfast.server.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.port.TimeSource;
import dev.holdfast.server.time.Deadlines.Kind;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopTimerTest {
    private final EventLoop loop = new DefaultEventLoop();
    private final Clock clock = new Clock();
    private final LoopTimer timer = new LoopTimer(loop, clock, clock);
    private final List<String> passed = new ArrayList<>();

    @AfterEach
    void stop() {
        loop.shutdownGracefully();
    }

    @Test
    void a_deadline_passes_once_at_its_moment() {
        Life life = new Life("a");
        life.set(Kind.HEARTBEAT, Duration.ofSeconds(20));
        clock.advance(Duration.ofSeconds(20).minusNanos(1));
        assertThat(passed).isEmpty();
        clock.advance(Duration.ofNanos(1));
        assertThat(passed).containsExactly("a HEARTBEAT");
        assertThat(life.isSet(Kind.HEARTBEAT)).isFalse();
        clock.advance(Duration.ofDays(1));
        assertThat(passed).hasSize(1);
    }

    @Test
    void many_connections_have_one_timer() {
        for (int i = 0; i < 1_000; i++) {
            new Life("a").set(Kind.HEARTBEAT, Duration.ofSeconds(1_000 - i));
        }
        assertThat(clock.planned).hasSize(1);
    }

    @Test
    void once_every_connection_has_gone_no_timer_is_left() {
        Life one = new Life("one");
        Life other = new Life("other");
        one.set(Kind.HANDSHAKE, Duration.ofSeconds(10));
        other.set(Kind.AGE, Duration.ofHours(1));
        one.clearAll();
        other.clearAll();
        assertThat(clock.planned).isEmpty();
    }

    @Test
    void a_deadline_that_is_set_again_in_the_past_waits_for_the_next_turn() {
        Life life = new Life("a") {
            @Override
            protected void passed(Kind kind) {
                super.passed(kind);
                if (passed.size() < 3) {
                    set(kind, Duration.ZERO);
                }
            }
        };
        life.set(Kind.BACKOFF, Duration.ofMillis(1));
        clock.advance(Duration.ofMillis(1));
        assertThat(passed).containsExactly("a BACKOFF", "a BACKOFF", "a BACKOFF");
    }

    @Test
    void a_connection_that_throws_takes_no_other_down() {
        Life broken = new Life("broken") {
            @Override
            protected void passed(Kind kind) {
                throw new IllegalStateException("planted");
            }
        };
        broken.set(Kind.AGE, Duration.ofSeconds(1));
        new Life("a").set(Kind.AGE, Duration.ofSeconds(2));
        try {
            clock.advance(Duration.ofSeconds(1));
        } catch (IllegalStateException planted) {
            assertThat(planted).hasMessage("planted");
        }
        clock.advance(Duration.ofSeconds(1));
        assertThat(passed).containsExactly("a AGE");
    }

    @Test
    void whatever_is_set_moved_and_cleared_each_passes_when_it_should() {
        Random random = new Random(7);
        List<Life> lives = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            lives.add(new Life(Integer.toString(i)));
        }
        Kind[] kinds = Kind.values();
        int events = 0;
        for (int step = 0; step < 20_000; step++) {
            Life life = lives.get(random.nextInt(lives.size()));
            Kind kind = kinds[random.nextInt(kinds.length)];
            switch (random.nextInt(8)) {
                case 0, 1, 2, 3 -> life.setBoth(kind, Duration.ofMillis(1 + random.nextInt(500)));
                case 4 -> life.clearBoth(kind);
                case 5 -> {
                    if (random.nextInt(10) == 0) {
                        life.clearAllBoth();
                    }
                }
                default -> {
                    clock.advance(Duration.ofMillis(random.nextInt(40)));
                    List<String> expected = new ArrayList<>();
                    lives.forEach(each -> each.takeDue(expected));
                    events += expected.size();
                    assertThat(passed).containsExactlyInAnyOrderElementsOf(expected);
                    passed.clear();
                }
            }
            assertThat(life.isSet(kind)).isEqualTo(life.expected.containsKey(kind));
        }
        assertThat(events).isGreaterThan(5_000);
    }

    private class Life extends Deadlines {
        private final String name;
        private final Map<Kind, Long> expected = new EnumMap<>(Kind.class);

        Life(String name) {
            this.name = name;
        }

        @Override
        protected LoopTimer timer() {
            return timer;
        }

        @Override
        protected void passed(Kind kind) {
            passed.add(name + " " + kind);
        }

        void setBoth(Kind kind, Duration fromNow) {
            set(kind, fromNow);
            // By these nobody is judged at once; all others are put off for a last look.
            boolean atOnce = kind == Kind.HEARTBEAT || kind == Kind.BACKOFF || kind == Kind.AGE;
            expected.put(
                    kind,
                    clock.nanos
                            + fromNow.plus(atOnce ? Duration.ZERO : Duration.ofMillis(20))
                                    .toNanos());
        }

        void clearBoth(Kind kind) {
            clear(kind);
            expected.remove(kind);
        }

        void clearAllBoth() {
            clearAll();
            expected.clear();
        }

        void takeDue(List<String> due) {
            expected.entrySet().removeIf(entry -> {
                boolean now = entry.getValue() <= clock.nanos;
                if (now) {
                    due.add(name + " " + entry.getKey());
                }
                return now;
            });
        }
    }

    /// Stands still until it is advanced, and runs what falls due then.
    private static final class Clock implements TimeSource, Timers {
        private record Planned(long at, Runnable task) {}

        private final List<Planned> planned = new ArrayList<>();
        private long nanos = 42;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public Instant wall() {
            return Instant.EPOCH;
        }

        @Override
        public Cancellable after(EventLoop loop, Duration delay, Runnable task) {
            Planned plan = new Planned(nanos + delay.toNanos(), task);
            planned.add(plan);
            return () -> planned.remove(plan);
        }

        void advance(Duration by) {
            long target = nanos + by.toNanos();
            while (true) {
                Planned soonest = planned.stream()
                        .filter(plan -> plan.at() <= target)
                        .min(Comparator.comparingLong(Planned::at))
                        .orElse(null);
                if (soonest == null) {
                    break;
                }
                planned.remove(soonest);
                nanos = Math.max(nanos, soonest.at());
                soonest.task().run();
            }
            nanos = target;
        }
    }
}
