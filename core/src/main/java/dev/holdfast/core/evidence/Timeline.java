package dev.holdfast.core.evidence;

import dev.holdfast.core.close.CloseExchange;
import dev.holdfast.core.close.CloseExchange.Order;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TransportEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The facts of one connection in the order in which they were recorded; immutable. Everything the classifier
/// knows.
///
/// @param start the wall clock when the first fact was recorded
/// @param entries the facts, oldest first
/// @param omitted how many facts were left out because the bound was reached
public record Timeline(Instant start, List<Entry> entries, int omitted) {
    public Timeline {
        entries = List.copyOf(entries);
    }

    /// @param atNanos since the start of the timeline
    public record Entry(long atNanos, Fact fact) {
        public Duration at() {
            return Duration.ofNanos(atNanos);
        }
    }

    /// The first fact of a kind.
    public <F extends Fact> Optional<F> first(Class<F> kind) {
        Entry found = find(kind);
        return found == null ? Optional.empty() : Optional.of(kind.cast(found.fact()));
    }

    /// The last fact of a kind.
    public <F extends Fact> Optional<F> last(Class<F> kind) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            Fact fact = entries.get(i).fact();
            if (kind.isInstance(fact)) {
                return Optional.of(kind.cast(fact));
            }
        }
        return Optional.empty();
    }

    public boolean has(Class<? extends Fact> kind) {
        return find(kind) != null;
    }

    /// When the first fact of a kind was recorded, since the start.
    public Optional<Duration> when(Class<? extends Fact> kind) {
        Entry found = find(kind);
        return found == null ? Optional.empty() : Optional.of(found.at());
    }

    /// The first fact of a kind, with its time.
    public Optional<Entry> firstEntry(Class<? extends Fact> kind) {
        return Optional.ofNullable(find(kind));
    }

    private @Nullable Entry find(Class<?> kind) {
        // Some fifty rules ask several times each of every end: a plain loop, because streams were half of the cost.
        int count = entries.size();
        for (int i = 0; i < count; i++) {
            Entry entry = entries.get(i);
            if (kind.isInstance(entry.fact())) {
                return entry;
            }
        }
        return null;
    }

    /// The age of the last fact: of a connection that has ended, how long it lived. What was learned
    /// afterwards does not count.
    public Duration duration() {
        return Duration.ofNanos(nanos());
    }

    /// The wall clock at the last fact of the connection's life.
    public Instant end() {
        return start.plusNanos(nanos());
    }

    private long nanos() {
        for (int i = entries.size() - 1; i >= 0; i--) {
            Entry entry = entries.get(i);
            if (!(entry.fact() instanceof Fact.Afterwards)) {
                return entry.atNanos();
            }
        }
        return 0;
    }

    /// The same with a fact that was learned after the end.
    ///
    /// @param at the wall clock when it was learned
    public Timeline with(Fact.Afterwards learned, Instant at) {
        List<Entry> more = new ArrayList<>(entries);
        Duration since = Duration.between(start, at);
        more.add(new Entry(since.compareTo(duration()) < 0 ? duration().toNanos() : since.toNanos(), learned));
        return new Timeline(start, more, omitted);
    }

    /// The fact that began the end, and when; absent where none did.
    public Optional<Entry> ending() {
        return Optional.ofNullable(find(Fact.Ending.class));
    }

    /// Received, sent, order and transport end, as the facts have them.
    public CloseExchange exchange() {
        @Nullable CloseFrame received = null;
        @Nullable CloseFrame sent = null;
        Order order = Order.NONE;
        @Nullable TransportEnd end = null;
        for (Entry entry : entries) {
            if (entry.fact() instanceof Fact.CloseReceived(CloseFrame frame) && received == null) {
                received = frame;
                order = order == Order.NONE ? Order.RECEIVED_FIRST : order;
            } else if (entry.fact() instanceof Fact.CloseSent(CloseFrame frame) && sent == null) {
                sent = frame;
                order = order == Order.NONE ? Order.SENT_FIRST : order;
            } else if (entry.fact() instanceof Fact.TransportEnded(TransportEnd transportEnd) && end == null) {
                end = transportEnd;
            }
        }
        return new CloseExchange(received, sent, order, end);
    }

    /// Collects the facts of one connection. Not thread-safe: owned by the connection's event loop.
    ///
    /// Bounded: a connection of months with a failing handler must not grow. When it is full, the oldest
    /// [Fact.Repeatable] after the first [#HEAD] facts makes room, and is counted. Whatever happens once in a
    /// life stays, so that nobody can push the fact that began an end out of its timeline.
    public static final class Recorder {
        public static final int HEAD = 24;
        public static final int TAIL = 24;

        /// Of an opening handshake and a first message.
        private static final int USUAL = 6;

        private final Instant start;
        private final long startNanos;
        // Entries side by side in two arrays: every open connection holds a handful of them all its life.
        private Fact[] facts = new Fact[USUAL];
        private long[] at = new long[USUAL];
        private int count;
        private int omitted;

        public Recorder(Instant start, long startNanos) {
            this.start = start;
            this.startNanos = startNanos;
        }

        public void record(long nowNanos, Fact fact) {
            if (count == HEAD + TAIL) {
                remove(leastMissed());
                omitted++;
            } else if (count == facts.length) {
                facts = Arrays.copyOf(facts, Math.min(2 * count, HEAD + TAIL));
                at = Arrays.copyOf(at, facts.length);
            }
            facts[count] = fact;
            at[count] = nowNanos - startNanos;
            count++;
        }

        private int leastMissed() {
            for (int i = HEAD; i < count; i++) {
                if (facts[i] instanceof Fact.Repeatable) {
                    return i;
                }
            }
            return HEAD;
        }

        private void remove(int index) {
            count--;
            System.arraycopy(facts, index + 1, facts, index, count - index);
            System.arraycopy(at, index + 1, at, index, count - index);
        }

        public Instant start() {
            return start;
        }

        public Duration age(long nowNanos) {
            return Duration.ofNanos(nowNanos - startNanos);
        }

        /// What has been recorded until now.
        public Timeline timeline() {
            List<Entry> entries = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                entries.add(new Entry(at[i], facts[i]));
            }
            return new Timeline(start, entries, omitted);
        }
    }
}
