package dev.holdfast.cli.command;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntConsumer;
import sun.misc.Signal;

/// SIGTERM, SIGINT and SIGHUP: the first one drains, a second one stops waiting.
///
/// The exit status is 0 either way: every connection has its end record and the log is complete. Only when a second
/// signal does not get that done within [#AT_ONCE], or on a third, the program is cut off with the status that shells
/// give to the signal (143 for SIGTERM, 130 for SIGINT): something may be missing then.
///
/// By `sun.misc.Signal`, of the supported module `jdk.unsupported`, because nothing else can do this: a
/// shutdown hook is run once, so it can't hear a second signal, and the JVM then exits with 143, never with
/// 0.
final class StopSignals {
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    /// As the operating system calls them, without SIG. The JVM leaves SIGHUP ignored where it was, as under nohup.
    private static final List<String> NAMES = List.of("TERM", "INT", "HUP");

    private final IntConsumer cutOff;
    private final Duration atOnce;
    private final AtomicInteger heard = new AtomicInteger();
    private final CompletableFuture<String> first = new CompletableFuture<>();
    private final CountDownLatch stop = new CountDownLatch(1);

    /// @param cutOff ends the program, with a status
    /// @param atOnce how long an orderly stop may still take after a second signal
    StopSignals(IntConsumer cutOff, Duration atOnce) {
        this.cutOff = cutOff;
        this.atOnce = atOnce;
    }

    /// From now on signals end the program here and nowhere else. To be called before anything is started, so that one
    /// that comes meanwhile is not taken for a crash by the next start.
    static StopSignals ofTheProcess() {
        StopSignals signals = new StopSignals(Runtime.getRuntime()::halt, AT_ONCE);
        for (String name : NAMES) {
            Signal.handle(new Signal(name), signal -> signals.hear("SIG" + signal.getName(), signal.getNumber()));
        }
        return signals;
    }

    /// @param drain starts the drain, with the name of the signal; called at once if one was heard already
    void drainBy(Function<String, CompletionStage<Void>> drain) {
        var _ = first.thenCompose(drain).whenComplete((_, _) -> stop.countDown());
    }

    /// Returns when the drain is done, or when it is not to be waited for any more.
    void awaitStop() throws InterruptedException {
        stop.await();
    }

    /// Called by the JVM on a thread for each signal.
    void hear(String name, int number) {
        int status = 128 + number;
        switch (heard.incrementAndGet()) {
            case 1 -> first.complete(name);
            case 2 -> {
                stop.countDown();
                Thread.ofPlatform().daemon().name("holdfast-cut-off").start(() -> cutOffLater(status));
            }
            default -> cutOff.accept(status);
        }
    }

    private void cutOffLater(int status) {
        try {
            Thread.sleep(atOnce);
        } catch (InterruptedException _) {
            // Nobody does; the end of the program ends this thread.
        }
        cutOff.accept(status);
    }
}
