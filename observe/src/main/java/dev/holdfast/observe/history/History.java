package dev.holdfast.observe.history;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.measure.Histogram;
import dev.holdfast.core.port.ServerFigures;
import dev.holdfast.core.port.TimeSource;
import dev.holdfast.observe.metrics.EndTotals;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The last hour, a moment a second, so that a page that is loaded anew loses nothing. Made of the same running totals
/// that the metrics show.
///
/// Bounded: [#KEPT] moments, and of each only the causes that occurred in it; by estimate some 2 MB. Safe for
/// use by many threads.
public final class History {
    /// An hour.
    public static final int KEPT = 3600;

    private final Supplier<ServerFigures.Snapshot> figures;
    private final Supplier<EndTotals> totals;
    private final TimeSource time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final Deque<Moment> moments = new ArrayDeque<>();
    private boolean closed;

    // Only the one thread that looks.
    private ServerFigures.Snapshot figuresBefore;
    private EndTotals totalsBefore;

    public History(Supplier<ServerFigures.Snapshot> figures, Supplier<EndTotals> totals, TimeSource time) {
        this.figures = figures;
        this.totals = totals;
        this.time = time;
        figuresBefore = figures.get();
        totalsBefore = totals.get();
    }

    /// To be called about once a second, by one thread.
    public void look() {
        ServerFigures.Snapshot now = figures.get();
        EndTotals ends = totals.get();
        Moment moment = new Moment(
                time.wall().getEpochSecond(),
                now.open(),
                now.opened() - figuresBefore.opened(),
                ends.ended() - totalsBefore.ended(),
                ends.unexpected() - totalsBefore.unexpected(),
                ends.rejected() - totalsBefore.rejected(),
                ends.overMinute() - totalsBefore.overMinute(),
                roundTrip(now.roundTrip(), figuresBefore.roundTrip()),
                now.loopLag().stream().mapToLong(Duration::toNanos).max().orElse(0) / 1e6,
                since(totalsBefore.causes(), ends.causes()),
                since(totalsBefore.troubles(), ends.troubles()));
        figuresBefore = now;
        totalsBefore = ends;
        lock.lock();
        try {
            Moment last = moments.peekLast();
            // A clock that was set back: what it showed before is no history of this time.
            if (last != null && moment.at() < last.at()) {
                moments.clear();
            }
            if (last == null || moment.at() != last.at()) {
                moments.addLast(moment);
                if (moments.size() > KEPT) {
                    moments.removeFirst();
                }
                more.signalAll();
            } else {
                moments.removeLast();
                moments.addLast(sum(last, moment));
            }
        } finally {
            lock.unlock();
        }
    }

    private static @Nullable Double roundTrip(Histogram.Snapshot now, Histogram.Snapshot before) {
        long count = now.count() - before.count();
        return count <= 0 ? null : now.sum().minus(before.sum()).toNanos() / 1e6 / count;
    }

    private static Map<Cause, Long> since(Map<Cause, Long> before, Map<Cause, Long> now) {
        Map<Cause, Long> since = new EnumMap<>(Cause.class);
        now.forEach((cause, count) -> {
            long more = count - before.getOrDefault(cause, 0L);
            if (more > 0) {
                since.put(cause, more);
            }
        });
        return since;
    }

    /// Two looks within one second of the clock.
    private static Moment sum(Moment a, Moment b) {
        return new Moment(
                b.at(),
                b.open(),
                a.opened() + b.opened(),
                a.ended() + b.ended(),
                a.unexpected() + b.unexpected(),
                a.rejected() + b.rejected(),
                a.overMinute() + b.overMinute(),
                b.roundTripMillis() == null ? a.roundTripMillis() : b.roundTripMillis(),
                Math.max(a.lagMillis(), b.lagMillis()),
                sum(a.causes(), b.causes()),
                sum(a.troubles(), b.troubles()));
    }

    private static Map<Cause, Long> sum(Map<Cause, Long> a, Map<Cause, Long> b) {
        Map<Cause, Long> sum = new EnumMap<>(Cause.class);
        sum.putAll(a);
        b.forEach((cause, count) -> sum.merge(cause, count, Long::sum));
        return sum;
    }

    /// Those after this second, oldest first.
    public List<Moment> after(long second) {
        lock.lock();
        try {
            return new ArrayList<>(
                    moments.stream().filter(each -> each.at() > second).toList());
        } finally {
            lock.unlock();
        }
    }

    /// Waits for moments after this second.
    ///
    /// @return none when the time is over or this is closed
    public List<Moment> await(long second, Duration longest) throws InterruptedException {
        long left = longest.toNanos();
        lock.lock();
        try {
            while (!closed && left > 0) {
                Moment last = moments.peekLast();
                if (last != null && last.at() > second) {
                    return after(second);
                }
                left = more.awaitNanos(left);
            }
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    public boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /// Whoever waits goes home.
    public void close() {
        lock.lock();
        try {
            closed = true;
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
