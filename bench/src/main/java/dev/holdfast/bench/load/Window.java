package dev.holdfast.bench.load;

import java.time.Duration;

/// The measured window of a run: counts and latencies between its two ends. Begins when it is made.
final class Window {
    private final ClientLoop loop;
    private final MeasuredWindow observer;
    private final long began;
    private final long sentBefore;
    private final long answeredBefore;
    private long ended;
    private long sentAfter;
    private long answeredAfter;

    Window(ClientLoop loop, MeasuredWindow observer) {
        this.loop = loop;
        this.observer = observer;
        observer.begins();
        this.began = System.nanoTime();
        this.sentBefore = loop.tally().sent;
        this.answeredBefore = loop.tally().answered;
        loop.latencies().windowBegins(began);
    }

    long beganNanos() {
        return began;
    }

    void end() {
        ended = System.nanoTime();
        sentAfter = loop.tally().sent;
        answeredAfter = loop.tally().answered;
        loop.latencies().windowEnds(ended);
        observer.ends();
    }

    /// To be asked for after the last reply has been waited for, so that late ones are in the latencies and missing
    /// ones among the faults.
    LoadResult result() {
        Tally tally = loop.tally();
        return new LoadResult(
                Duration.ofNanos(ended - began),
                sentAfter - sentBefore,
                answeredAfter - answeredBefore,
                loop.latencies().histogram(),
                tally.pings,
                tally.faults(),
                tally.firstFaults());
    }
}
