package dev.holdfast.clinic.part;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// Waits for what a real part is about to do. The clinic plays on the machine's clock, like its parts.
public final class Patience {
    /// Longer than anything that a case waits for takes on a busy machine.
    public static final Duration USUAL = Duration.ofSeconds(30);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private Patience() {}

    /// Looks now and then.
    @FunctionalInterface
    public interface Look<T> {
        Optional<T> look() throws Exception;
    }

    /// @param what for the message when it never comes
    /// @throws TimeoutException when it did not come in time
    public static <T> T until(String what, Duration longest, Look<T> look) throws Exception {
        long deadline = System.nanoTime() + longest.toNanos();
        while (true) {
            Optional<T> found = look.look();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("waited " + longest.toSeconds() + " s for " + what + ", in vain");
            }
            pause(LOOK_AGAIN);
        }
    }

    public static <T> T until(String what, Look<T> look) throws Exception {
        return until(what, USUAL, look);
    }

    /// Lets time go by, where a case is about time.
    public static void pause(Duration time) throws InterruptedException {
        Thread.sleep(time);
    }
}
