package dev.holdfast.server.connection;

import dev.holdfast.core.cause.Explanation;
import dev.holdfast.server.Message;
import dev.holdfast.server.Route;
import dev.holdfast.server.options.LoopOptions;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Hands the messages of one connection to its handler, in order and one at a time: on the event loop, or on a virtual
/// thread that lives only while there is something to do. Counts every turn, every failure and the time they took;
/// after a
/// failure it pauses, each time in a row twice as long.
///
/// The counters are written by whoever runs the handler at the moment; the queue's own ordering passes them on.
final class MessageLoop {
    /// What the loop needs of its connection. Called from whatever thread the handler runs on.
    interface Owner {
        long nanos();

        void open() throws Exception;

        void message(Message message) throws Exception;

        /// The handler took the message.
        void handled(Message message, long nanos);

        /// @return how long to pause before the next message; `null` when the connection is being ended for it
        void failed(Message message, Throwable thrown, int consecutive, Duration pause);

        void ended(Explanation why, String reason) throws Exception;

        /// The loop is over.
        void exited(String reason);

        /// Messages wait: `true` when no more should be read for now.
        void full(boolean full);
    }

    private sealed interface Item {}

    private record Open() implements Item {}

    private record Received(HeldMessage message) implements Item {}

    private record End(Explanation why, String reason) implements Item {}

    private final Owner owner;
    private final LoopOptions options;
    private final boolean onEventLoop;
    private final ExecutorService blocking;

    private @Nullable Queue<Item> mailbox;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private volatile boolean paused;
    private volatile boolean stopping;
    private volatile boolean full;

    private int consecutive;
    long iterations;
    long errors;
    long handlerNanos;
    long slowestNanos;

    MessageLoop(Owner owner, LoopOptions options, Route.Execution execution, ExecutorService blocking) {
        this.owner = owner;
        this.options = options;
        this.onEventLoop = execution == Route.Execution.EVENT_LOOP;
        this.blocking = blocking;
    }

    // ---- called on the event loop

    void open() {
        if (onEventLoop) {
            runOpen();
        } else {
            submit(new Open());
        }
    }

    /// Whether a message may be handed over as a view, without a copy.
    boolean takesViews() {
        return onEventLoop && !paused && waiting.get() == 0;
    }

    /// Runs the handler right now.
    void view(Message message) {
        receive(message);
    }

    void held(HeldMessage message) {
        submit(new Received(message));
        if (waiting.get() >= options.mailbox() && !full) {
            full = true;
            owner.full(true);
        }
    }

    /// The pause after a failure is over.
    void resume() {
        paused = false;
        if (mailbox != null) {
            run();
        }
    }

    /// The connection has ended. What it received before is still handled, unless `discard` says that its handler has
    /// failed enough.
    void end(Explanation why, String reason, boolean discard) {
        stopping = true;
        if (discard && mailbox != null) {
            mailbox.removeIf(item -> {
                boolean received = item instanceof Received;
                if (received) {
                    waiting.decrementAndGet();
                }
                return received;
            });
        }
        paused = false;
        if (onEventLoop && waiting.get() == 0) {
            runEnd(why, reason);
        } else {
            submit(new End(why, reason));
        }
    }

    /// Whether reading may go on: once half of the mailbox is free again.
    boolean mayReadAgain() {
        boolean may = full && waiting.get() <= options.mailbox() / 2;
        full &= !may;
        return may;
    }

    private void submit(Item item) {
        Queue<Item> queue = mailbox;
        if (queue == null) {
            queue = new ConcurrentLinkedQueue<>();
            mailbox = queue;
        }
        waiting.incrementAndGet();
        queue.add(item);
        run();
    }

    private void run() {
        if (paused || !running.compareAndSet(0, 1)) {
            return;
        }
        if (onEventLoop) {
            work();
            return;
        }
        try {
            blocking.execute(this::work);
        } catch (RejectedExecutionException stopped) {
            work();
        }
    }

    // ---- called where the handler runs

    private void work() {
        Queue<Item> queue = mailbox;
        if (queue == null) {
            throw new IllegalStateException("the loop was started before anything was submitted");
        }
        do {
            Item item;
            while (!paused && (item = queue.poll()) != null) {
                waiting.decrementAndGet();
                switch (item) {
                    case Open _ -> runOpen();
                    case Received(HeldMessage message) -> receive(message);
                    case End(Explanation why, String reason) -> {
                        runEnd(why, reason);
                        return;
                    }
                }
                if (full && waiting.get() <= options.mailbox() / 2) {
                    owner.full(false);
                }
            }
            running.set(0);
        } while (!paused && !queue.isEmpty() && running.compareAndSet(0, 1));
    }

    private void runOpen() {
        try {
            owner.open();
        } catch (Throwable thrown) {
            failed(new HeldMessage(Message.Kind.BINARY, new byte[0], null), thrown);
        }
    }

    private void receive(Message message) {
        iterations++;
        long start = owner.nanos();
        Throwable failure = null;
        try {
            owner.message(message);
        } catch (Throwable thrown) {
            failure = thrown;
        }
        long took = owner.nanos() - start;
        handlerNanos += took;
        slowestNanos = Math.max(slowestNanos, took);
        if (failure == null) {
            consecutive = 0;
            owner.handled(message, took);
        } else {
            failed(message, failure);
        }
    }

    private void failed(Message message, Throwable thrown) {
        errors++;
        consecutive++;
        Duration pause = pause(consecutive);
        if (!stopping && consecutive < options.errorLimit() && pause.isPositive()) {
            paused = true;
        }
        owner.failed(message, thrown, consecutive, pause);
    }

    private Duration pause(int failures) {
        // 0.1 s, 0.2 s, 0.4 s … up to the greatest; the shift is bounded so that it can't overflow.
        Duration doubled = options.backoffInitial().multipliedBy(1L << Math.min(failures - 1, 20));
        return doubled.compareTo(options.backoffMax()) < 0 ? doubled : options.backoffMax();
    }

    private void runEnd(Explanation why, String reason) {
        try {
            owner.ended(why, reason);
        } catch (Throwable thrown) {
            errors++;
            owner.failed(
                    new HeldMessage(Message.Kind.BINARY, new byte[0], null), thrown, consecutive + 1, Duration.ZERO);
        }
        owner.exited(reason);
    }
}
