package dev.holdfast.server.time;

import dev.holdfast.core.port.TimeSource;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Wakes the connections of one event loop, each at its soonest deadline, behind a single timer: a binary heap that
/// costs a connection one slot. Used on that event loop only.
public final class LoopTimer {
    static final long NEVER = Long.MAX_VALUE;
    static final int NOWHERE = -1;

    private static final int SMALLEST = 16;

    private final EventLoop loop;
    private final TimeSource time;
    private final Timers timers;
    private final long origin;
    private @Nullable Deadlines[] heap = new Deadlines[SMALLEST];
    private int size;
    private long timerAt = NEVER;
    private Timers.@Nullable Cancellable timer;

    public LoopTimer(EventLoop loop, TimeSource time, Timers timers) {
        this.loop = loop;
        this.time = time;
        this.timers = timers;
        this.origin = time.nanos();
    }

    /// Nanoseconds since this timer was made: few enough to leave room for other bits.
    long now() {
        return time.nanos() - origin;
    }

    /// Wakes it at a moment, which comes before the one that was asked for until now.
    void wake(Deadlines one, long at) {
        one.wakeAt = at;
        if (one.place == NOWHERE) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size + (size >> 1));
            }
            one.place = size++;
        }
        rise(one);
        if (at < timerAt) {
            arm(at);
        }
    }

    /// Does not wake it any more.
    void forget(Deadlines one) {
        if (one.place == NOWHERE) {
            return;
        }
        int hole = one.place;
        Deadlines last = at(--size);
        heap[size] = null;
        one.place = NOWHERE;
        one.wakeAt = NEVER;
        if (hole != size) {
            last.place = hole;
            rise(last);
            sink(last);
        }
        if (size == 0 && timer != null) {
            timer.cancel();
            timer = null;
            timerAt = NEVER;
        }
    }

    private void arm(long at) {
        if (timer != null) {
            timer.cancel();
        }
        timerAt = at;
        timer = timers.after(loop, Duration.ofNanos(Math.max(0, at - now())), this::fire);
    }

    private void fire() {
        timer = null;
        timerAt = NEVER;
        long now = now();
        try {
            // Each at most once a turn, whatever moments they ask for meanwhile.
            for (int most = size; most > 0 && size > 0 && at(0).wakeAt <= now; most--) {
                Deadlines due = at(0);
                forget(due);
                due.fire(now);
            }
        } finally {
            if (size > 0 && at(0).wakeAt < timerAt) {
                arm(at(0).wakeAt);
            }
        }
    }

    private void rise(Deadlines one) {
        int place = one.place;
        while (place > 0) {
            int parent = (place - 1) >> 1;
            Deadlines above = at(parent);
            if (above.wakeAt <= one.wakeAt) {
                break;
            }
            put(above, place);
            place = parent;
        }
        put(one, place);
    }

    private void sink(Deadlines one) {
        int place = one.place;
        while (true) {
            int child = 2 * place + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && at(child + 1).wakeAt < at(child).wakeAt) {
                child++;
            }
            if (one.wakeAt <= at(child).wakeAt) {
                break;
            }
            put(at(child), place);
            place = child;
        }
        put(one, place);
    }

    private void put(Deadlines one, int place) {
        heap[place] = one;
        one.place = place;
    }

    private Deadlines at(int place) {
        Deadlines found = heap[place];
        if (found == null) {
            throw new IllegalStateException("the heap of deadlines has a hole at " + place + " of " + size);
        }
        return found;
    }
}
