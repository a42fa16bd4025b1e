package dev.holdfast.server.options;

import java.time.Duration;

/// Refuses values out of range, saying what was found, what is expected, and for which key.
final class Check {
    private Check() {}

    static void between(String key, long found, long least, long most) {
        if (found < least || found > most) {
            throw new IllegalArgumentException(key + ": found " + found + ", expected " + least + " to " + most);
        }
    }

    static void between(String key, Duration found, Duration least, Duration most) {
        if (found.compareTo(least) < 0 || found.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    key + ": found " + text(found) + ", expected " + text(least) + " to " + text(most));
        }
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
