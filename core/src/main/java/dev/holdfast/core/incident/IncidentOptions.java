package dev.holdfast.core.incident;

import java.time.Duration;

/// When many ends are one incident.
///
/// @param loopLives short lives of one client within the window that make a reconnect loop. Default 15 (EMQX). 3 to 100
/// @param loopWindow Default 60 s (EMQX). A loop is over when its client was quiet for as long
/// @param shortLife what is shorter counts for a loop. Default 5 s, after which a client counts a connection as stable
/// @param massEnds ends within the window that make a mass end. Default 20. Clients that left in order don't count, and
/// it must be five times as many as usual
/// @param massWindow Default 5 s
/// @param stormArrivals handshakes within the mass window that make a reconnect storm, if they follow a mass end, come
/// in waves or are mostly refused. Default 100
/// @param equalEnds connections that must have been cut at the same silence or age before a limit is named, at least.
/// Default 3
/// @param kept incidents that have ended and can still be asked for. Default 1000
/// @param holdBack a client in a reconnect loop is refused until the loop is over, and told to come back after so long;
/// zero for not at all. Default zero. Danger: a client that is only known by its address is held back with everybody
/// who comes from there without a credential that is accepted
public record IncidentOptions(
        int loopLives,
        Duration loopWindow,
        Duration shortLife,
        int massEnds,
        Duration massWindow,
        int stormArrivals,
        int equalEnds,
        int kept,
        Duration holdBack) {
    public IncidentOptions {
        between("loop-lives", loopLives, 3, 100);
        between("loop-window", loopWindow, Duration.ofSeconds(1), Duration.ofHours(1));
        between("short-life", shortLife, Duration.ofMillis(100), Duration.ofMinutes(10));
        between("mass-ends", massEnds, 5, 1_000_000);
        between("mass-window", massWindow, Duration.ofMillis(100), Duration.ofMinutes(1));
        between("storm-arrivals", stormArrivals, 5, 1_000_000);
        between("equal-ends", equalEnds, 3, 50);
        between("kept", kept, 1, 100_000);
        if (!holdBack.isZero()) {
            between("hold-back", holdBack, Duration.ofSeconds(1), Duration.ofMinutes(10));
        }
    }

    public static IncidentOptions defaults() {
        return new IncidentOptions(
                15,
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                20,
                Duration.ofSeconds(5),
                100,
                3,
                1000,
                Duration.ZERO);
    }

    private static void between(String key, int found, int least, int most) {
        if (found < least || found > most) {
            throw new IllegalArgumentException(key + ": found " + found + ", expected " + least + " to " + most);
        }
    }

    private static void between(String key, Duration found, Duration least, Duration most) {
        if (found.compareTo(least) < 0 || found.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    key + ": found " + text(found) + ", expected " + text(least) + " to " + text(most));
        }
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
