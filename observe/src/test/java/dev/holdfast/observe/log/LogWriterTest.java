package dev.holdfast.observe.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.connection.Notice;
import dev.holdfast.observe.fixture.Ends;
import dev.holdfast.observe.fixture.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Without a thread of its own a writer does one thing for each `step()`, so nothing here waits for anything.
class LogWriterTest {
    private final ManualTime time = new ManualTime();
    private final List<String> complaints = new ArrayList<>();
    private final LogFigures figures = new LogFigures();
    private final RejectionSampler sampler = new RejectionSampler(3, time.nanos());
    private final Memory memory = new Memory();
    private final LogWriter writer =
            new LogWriter("test", new LogQueue(16), memory, figures, sampler, time, complaints::add);

    private static final class Memory implements EventSink {
        private final List<Event> taken = new ArrayList<>();
        private int flushes;
        private boolean full;
        private boolean closed;

        @Override
        public void write(Event event) throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
            taken.add(event);
        }

        @Override
        public void flush() {
            flushes++;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static Event notice(int number) {
        return new Event.Noticed(Ends.START, Notice.info("test", "number " + number, Map.of()));
    }

    private static Event end(int number) {
        return new Event.Ended(Ends.left(Ends.connection("c-" + number), Duration.ofSeconds(1)));
    }

    private void stepUntilIdle() {
        while (writer.step()) {
            // One event each.
        }
    }

    private List<Notice> notices() {
        return memory.taken.stream()
                .filter(Event.Noticed.class::isInstance)
                .map(event -> ((Event.Noticed) event).notice())
                .toList();
    }

    @Test
    void it_flushes_when_nothing_waits_any_more() {
        writer.offer(end(1));
        writer.offer(end(2));

        assertThat(writer.step()).isTrue();
        assertThat(writer.step()).isTrue();
        assertThat(memory.flushes).isZero();
        assertThat(writer.step()).isFalse();
        assertThat(memory.flushes).isEqualTo(1);
    }

    @Test
    void a_flood_of_notices_never_costs_the_end_of_a_connection() {
        IntStream.range(0, 100).forEach(i -> writer.offer(notice(i)));
        IntStream.range(0, 8).forEach(i -> writer.offer(end(i)));

        assertThat(figures.droppedNotices()).isEqualTo(92);
        assertThat(figures.droppedLifecycle()).isZero();
        stepUntilIdle();
        assertThat(memory.taken.stream().filter(Event::isLifecycle)).hasSize(8);
    }

    @Test
    void what_was_dropped_is_said_as_soon_as_there_is_room() {
        IntStream.range(0, 20).forEach(i -> writer.offer(end(i)));
        assertThat(figures.droppedLifecycle()).isEqualTo(4);

        stepUntilIdle();

        assertThat(notices()).singleElement().satisfies(said -> {
            assertThat(said.message()).isEqualTo("log lines dropped");
            assertThat(said.level()).isEqualTo(Notice.Level.WARN);
            assertThat(said.fields()).containsEntry("dropped", 4L).containsEntry("dropped_since_start", 4L);
        });
        assertThat(memory.taken).last().isInstanceOf(Event.Ended.class);
        stepUntilIdle();
        assertThat(notices()).as("said once").hasSize(1);
    }

    @Test
    void a_full_disk_loses_nothing_that_finds_room_in_the_queue() {
        memory.full = true;
        writer.offer(end(1));
        writer.offer(end(2));
        assertThat(writer.step()).isFalse();
        assertThat(writer.step()).as("not before a second has passed").isFalse();
        assertThat(figures.writeErrors()).isEqualTo(1);
        time.advance(Duration.ofSeconds(1));
        assertThat(writer.step()).isFalse();
        assertThat(figures.writeErrors()).isEqualTo(2);

        memory.full = false;
        time.advance(Duration.ofSeconds(1));
        stepUntilIdle();

        assertThat(memory.taken).hasSize(2);
        assertThat(figures.dropped()).isZero();
        assertThat(complaints).hasSize(2);
        assertThat(complaints.getFirst()).contains("No space left on device", "tries again every second");
        assertThat(complaints.getLast()).contains("can be written again");
    }

    @Test
    void closing_writes_what_waits() {
        IntStream.range(0, 10).forEach(i -> writer.offer(end(i)));

        writer.close();

        assertThat(memory.taken).hasSize(10);
        assertThat(memory.closed).isTrue();
        assertThat(memory.flushes).isPositive();
    }

    @Test
    void closing_on_a_full_disk_says_how_many_lines_are_lost() {
        memory.full = true;
        IntStream.range(0, 3).forEach(i -> writer.offer(end(i)));

        writer.close();

        assertThat(memory.closed).isTrue();
        assertThat(figures.droppedLifecycle()).isEqualTo(3);
        assertThat(complaints).last().asString().contains("its last 3 lines");
    }

    @Test
    void after_the_end_nothing_is_taken_and_it_is_counted() {
        writer.close();
        writer.offer(end(1));

        assertThat(figures.droppedLifecycle()).isEqualTo(1);
    }

    @Test
    void suppressed_rejections_are_summed_up_once_a_second() {
        IntStream.range(0, 1000).forEach(_ -> sampler.admits(time.nanos()));
        stepUntilIdle();
        assertThat(notices()).as("not yet").isEmpty();

        time.advance(Duration.ofSeconds(1));
        stepUntilIdle();

        assertThat(notices()).singleElement().satisfies(said -> {
            assertThat(said.event()).isEqualTo("rejections-suppressed");
            assertThat(said.fields()).containsEntry("suppressed", 997L);
        });
    }

    @Test
    void an_event_that_breaks_the_sink_does_not_keep_the_others_from_it() {
        EventSink choosy = new EventSink() {
            @Override
            public void write(Event event) throws IOException {
                if (event instanceof Event.Noticed) {
                    throw new IllegalStateException("can't");
                }
                memory.write(event);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        LogWriter tough = new LogWriter("test", new LogQueue(16), choosy, figures, sampler, time, complaints::add);
        tough.offer(notice(1));
        tough.offer(end(1));

        tough.close();

        assertThat(memory.taken).hasSize(1);
        assertThat(figures.droppedNotices()).isEqualTo(1);
    }

    /// With its thread: the sink hangs in the first event until the test opens the gate.
    @Test
    @Timeout(20)
    void a_sink_that_hangs_holds_up_nobody_who_offers() throws InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        EventSink slow = new EventSink() {
            @Override
            public void write(Event event) throws IOException {
                reached.countDown();
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                memory.write(event);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        LogWriter threaded = new LogWriter("test", new LogQueue(16), slow, figures, sampler, time, complaints::add);
        threaded.start();
        threaded.offer(end(0));
        reached.await();

        IntStream.range(0, 100).forEach(i -> threaded.offer(end(i)));

        assertThat(figures.droppedLifecycle()).isEqualTo(84);
        gate.countDown();
        threaded.close();
        assertThat(memory.taken.stream().filter(Event::isLifecycle)).hasSize(17);
        assertThat(notices()).extracting(Notice::message).containsExactly("log lines dropped");
    }
}
