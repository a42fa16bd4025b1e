package dev.holdfast.server.health;

import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.evidence.NodeHealth;
import dev.holdfast.core.port.ServerFigures;
import dev.holdfast.core.port.TimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Looks at this node once a second, on a thread of its own, and remembers a minute. That thread wakes ten times a
/// second besides: when it wakes late, nothing of the process ran. On the machine's own clock, whatever the
/// connections' deadlines run on. Safe for use by any thread.
public final class NodeWatch implements AutoCloseable {
    private static final long TICK = Duration.ofMillis(100).toNanos();
    private static final int TICKS_A_SAMPLE = 10;
    private static final int SAMPLES = (int) Stalls.WINDOW.toSeconds();
    private static final TimeSource TIME = TimeSource.SYSTEM;

    private final Machine machine;
    private final Troubles troubles;
    private final Stalls pauses = new Stalls();
    private final AtomicLong acceptFailures = new AtomicLong();
    private final Thread thread;
    private final Deque<Sample> kept = new ArrayDeque<>();
    private volatile Sample oldest;
    private volatile Sample newest;
    private volatile boolean stopped;

    /// @param openFiles absent where the system does not tell
    record Sample(
            @Nullable Long openFiles,
            @Nullable Long openFilesLimit,
            long acceptFailures,
            @Nullable Long listenOverflows,
            @Nullable Long memoryKills) {}

    private NodeWatch(Machine machine, Consumer<Notice> notices) {
        this.machine = machine;
        this.troubles = new Troubles(notices);
        this.newest = new Sample(null, null, 0, null, null);
        this.newest = sample();
        this.oldest = newest;
        this.thread = Thread.ofPlatform().name("holdfast-health").daemon().unstarted(this::run);
    }

    /// @param notices hears once a minute of each kind of trouble that lasts
    public static NodeWatch start(Consumer<Notice> notices) {
        NodeWatch watch = new NodeWatch(Machine.THIS, notices);
        watch.thread.start();
        return watch;
    }

    private void run() {
        for (int tick = 1; !stopped; tick++) {
            long next = TIME.nanos() + TICK;
            pauses.planned(next);
            long left;
            while ((left = next - TIME.nanos()) > 0 && !stopped) {
                LockSupport.parkNanos(left);
            }
            pauses.arrived(TIME.nanos());
            if (tick % TICKS_A_SAMPLE == 0) {
                keep(sample());
                troubles.look(node().lastMinute());
            }
        }
    }

    /// What can't be read counts as it was: without a descriptor left nothing can be opened, and just then the limit is
    /// asked for.
    private Sample sample() {
        Sample before = newest;
        return new Sample(
                known(machine.openFiles(), before.openFiles()),
                known(machine.openFilesLimit(), before.openFilesLimit()),
                acceptFailures.get(),
                known(machine.listenOverflows(), before.listenOverflows()),
                known(machine.memoryKills(), before.memoryKills()));
    }

    private static @Nullable Long known(@Nullable Long now, @Nullable Long before) {
        return now == null ? before : now;
    }

    private void keep(Sample sample) {
        kept.addLast(sample);
        if (kept.size() > SAMPLES) {
            kept.removeFirst();
        }
        oldest = kept.getFirst();
        newest = sample;
    }

    /// A connection could not be accepted.
    public void acceptFailed() {
        acceptFailures.incrementAndGet();
    }

    /// How the node was doing in the last minute, as one event loop's connections have felt it.
    public NodeHealth health(Stalls loop) {
        long now = TIME.nanos();
        Stalls.Stall stall = loop.longest(now);
        Sample first = oldest;
        Sample last = newest;
        return new NodeHealth(
                Stalls.WINDOW,
                stall.length(),
                stall.since(),
                pauses.longest(now).length(),
                last.openFiles(),
                last.openFilesLimit(),
                acceptFailures.get() - first.acceptFailures(),
                more(first.listenOverflows(), last.listenOverflows()),
                more(first.memoryKills(), last.memoryKills()));
    }

    /// The same without regard to any event loop, with the sums since the start.
    public ServerFigures.Node node() {
        Sample last = newest;
        return new ServerFigures.Node(
                health(new Stalls()), acceptFailures.get(), last.listenOverflows(), last.memoryKills());
    }

    private static long more(@Nullable Long before, @Nullable Long now) {
        return before == null || now == null ? 0 : Math.max(0, now - before);
    }

    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
    }
}
