package dev.holdfast.server.connection;

import dev.holdfast.core.cause.Explanation;
import dev.holdfast.server.Message;
import dev.holdfast.server.Route;
import dev.holdfast.server.options.LoopOptions;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// Hands the messages of one connection to its handler, in order and one at a time: on the event loop, or on a virtual
/// thread that lives only while there is something to do. Counts every turn, every failure and the time they
/// took; after a failure it pauses, each time in a row twice as long.
///
/// The counters are written by whoever runs the handler at the moment; the queue's own ordering passes them on.
final class MessageLoop {
    /// What the loop needs of its connection. Called from whatever thread the handler runs on.
    interface Owner {
        long nanos();

        void open() throws Exception;

        void message(Message message) throws Exception;

        /// Runs on another thread, where the handler may block.
        ///
        /// @throws RejectedExecutionException when the server is stopping
        void elsewhere(Runnable work);

        /// The handler took the message.
        void handled(Message message, long nanos);

        /// @return how long to pause before the next message; `null` when the connection is being ended for it
        void failed(Message message, Throwable thrown, int consecutive, Duration pause);

        void ended(Explanation why, String reason) throws Exception;

        /// The loop is over.
        ///
        /// @param lateBy since the end of the connection, in nanoseconds
        void exited(String reason, long lateBy);

        /// Messages wait: `true` when no more should be read for now.
        void full(boolean full);
    }

    private final Owner owner;
    private final LoopOptions options;
    private final boolean onEventLoop;

    /// Made when something waits for the first time; on the event loop nothing does while the handler keeps up.
    private @Nullable Mailbox mailbox;

    private volatile boolean paused;
    private volatile boolean stopping;
    private volatile boolean full;

    private int consecutive;
    int errors;
    long iterations;
    long handlerNanos;
    long slowestNanos;

    // Written on the event loop before the end is handed over, read where the handler runs.
    private long endedAt;

    MessageLoop(Owner owner, LoopOptions options, Route.Execution execution) {
        this.owner = owner;
        this.options = options;
        this.onEventLoop = execution == Route.Execution.EVENT_LOOP;
    }

    // ---- called on the event loop

    void open() {
        if (onEventLoop) {
            runOpen();
        } else {
            submit(new Mailbox.Open());
        }
    }

    /// Whether a message may be handed over as a view, without a copy.
    boolean takesViews() {
        return onEventLoop && !paused && waiting() == 0;
    }

    /// Runs the handler right now.
    void view(Message message) {
        receive(message);
    }

    void held(HeldMessage message) {
        submit(new Mailbox.Received(message));
        if (waiting() >= options.mailbox() && !full) {
            full = true;
            owner.full(true);
            if (halfFree()) {
                // The handler's thread was faster, and did not see that anybody waits for it.
                owner.full(false);
            }
        }
    }

    /// The pause after a failure is over.
    void resume() {
        paused = false;
        if (mailbox != null) {
            run(mailbox);
        }
    }

    /// The connection has ended. What it received before is still handled, unless `discard` says that its handler has
    /// failed enough.
    void end(Explanation why, String reason, boolean discard) {
        stopping = true;
        endedAt = owner.nanos();
        if (discard && mailbox != null) {
            mailbox.discardReceived();
        }
        paused = false;
        if (onEventLoop && waiting() == 0) {
            runEnd(why, reason);
        } else {
            submit(new Mailbox.End(why, reason));
        }
    }

    /// Whether reading may go on: once half of the mailbox is free again.
    boolean mayReadAgain() {
        boolean may = full && halfFree();
        full &= !may;
        return may;
    }

    private int waiting() {
        return mailbox == null ? 0 : mailbox.waiting();
    }

    private boolean halfFree() {
        return waiting() <= options.mailbox() / 2;
    }

    private void submit(Mailbox.Item item) {
        Mailbox box = mailbox;
        if (box == null) {
            box = new Mailbox();
            mailbox = box;
        }
        box.add(item);
        run(box);
    }

    private void run(Mailbox box) {
        if (paused || !box.claim()) {
            return;
        }
        if (onEventLoop) {
            work(box);
            return;
        }
        try {
            owner.elsewhere(() -> work(box));
        } catch (RejectedExecutionException stopped) {
            work(box);
        }
    }

    // ---- called where the handler runs

    private void work(Mailbox box) {
        do {
            Mailbox.Item item;
            while (!paused && (item = box.take()) != null) {
                switch (item) {
                    case Mailbox.Open _ -> runOpen();
                    case Mailbox.Received(HeldMessage message) -> receive(message);
                    case Mailbox.End(Explanation why, String reason) -> {
                        runEnd(why, reason);
                        return;
                    }
                }
                if (full && halfFree()) {
                    owner.full(false);
                }
            }
            box.release();
        } while (!paused && !box.isEmpty() && box.claim());
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
        owner.exited(reason, owner.nanos() - endedAt);
    }
}
