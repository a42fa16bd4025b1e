package dev.holdfast.core.measure;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// Durations in fixed buckets. One thread records, without allocation or lock; any thread reads a snapshot, which may
/// be a moment old.
public final class Histogram {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    /// Of message handling and round trips, in nanoseconds: 50 µs to 60 s.
    public static final List<Duration> FAST_BOUNDS = List.of(
            Duration.ofNanos(50_000),
            Duration.ofNanos(200_000),
            Duration.ofMillis(1),
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60));

    private final long[] boundsNanos;
    private final long[] counts;
    private final long[] sum = new long[1];

    /// @param bounds upper bounds of the buckets, inclusive and rising
    public Histogram(List<Duration> bounds) {
        boundsNanos = bounds.stream().mapToLong(Duration::toNanos).toArray();
        for (int i = 1; i < boundsNanos.length; i++) {
            if (boundsNanos[i] <= boundsNanos[i - 1]) {
                throw new IllegalArgumentException("the bounds of a histogram rise, found " + bounds);
            }
        }
        counts = new long[boundsNanos.length + 1];
    }

    /// Only ever called by the one thread that owns this histogram.
    public void record(long nanos) {
        int bucket = bucket(nanos);
        CELL.setOpaque(counts, bucket, counts[bucket] + 1);
        CELL.setOpaque(sum, 0, sum[0] + nanos);
    }

    /// As [#record(long)], for histograms that several threads write to. Never mix the two on one histogram.
    public void recordShared(long nanos) {
        CELL.getAndAdd(counts, bucket(nanos), 1L);
        CELL.getAndAdd(sum, 0, nanos);
    }

    private int bucket(long nanos) {
        int bucket = 0;
        while (bucket < boundsNanos.length && nanos > boundsNanos[bucket]) {
            bucket++;
        }
        return bucket;
    }

    public Snapshot snapshot() {
        long[] copy = new long[counts.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = (long) CELL.getOpaque(counts, i);
        }
        return new Snapshot(
                Arrays.stream(boundsNanos).mapToObj(Duration::ofNanos).toList(),
                Arrays.stream(copy).boxed().toList(),
                Duration.ofNanos((long) CELL.getOpaque(sum, 0)));
    }

    /// @param bounds upper bounds, inclusive
    /// @param counts one for each bound, and one for all above the last; not cumulative
    public record Snapshot(List<Duration> bounds, List<Long> counts, Duration sum) {
        public Snapshot {
            bounds = List.copyOf(bounds);
            counts = List.copyOf(counts);
        }

        /// Two histograms of the same bounds as one.
        public Snapshot plus(Snapshot other) {
            if (!bounds.equals(other.bounds)) {
                throw new IllegalArgumentException("histograms of different bounds can't be added: found " + bounds
                        + " and " + other.bounds + "; give both the same bounds");
            }
            Long[] added = new Long[counts.size()];
            Arrays.setAll(added, i -> counts.get(i) + other.counts.get(i));
            return new Snapshot(bounds, List.of(added), sum.plus(other.sum));
        }

        public long count() {
            return counts.stream().mapToLong(Long::longValue).sum();
        }
    }
}
