package dev.holdfast.doctor.analyze.measure;

import java.time.Duration;
import java.time.Instant;

/// Divides the time that a log covers into at most [#MOST] equal steps, though nobody knows at its beginning
/// how long it will be: when they are used up, a step becomes twice as long. All [Series] of one analysis
/// share it.
public final class Clock {
    public static final int MOST = 480;

    private final long startSeconds;
    private long stepSeconds = 1;

    /// @param start whatever is earlier counts as of the first step
    public Clock(Instant start) {
        startSeconds = start.getEpochSecond();
    }

    /// The step that a moment lies in, with steps made longer where that is needed.
    int step(Instant at) {
        long since = Math.max(0, at.getEpochSecond() - startSeconds);
        while (since / stepSeconds >= MOST) {
            stepSeconds *= 2;
        }
        return (int) (since / stepSeconds);
    }

    long stepSeconds() {
        return stepSeconds;
    }

    public Duration step() {
        return Duration.ofSeconds(stepSeconds);
    }

    /// When a step begins.
    public Instant at(int step) {
        return Instant.ofEpochSecond(startSeconds + step * stepSeconds);
    }
}
