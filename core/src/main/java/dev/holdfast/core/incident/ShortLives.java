package dev.holdfast.core.incident;

import java.time.Duration;
import java.util.List;

/// The newest short lives of one client that is in no loop yet.
final class ShortLives {
    private final Newest<Round> rounds;
    private long lastEnd;
    private boolean any;

    /// @param most as many as make a loop
    ShortLives(int most) {
        rounds = new Newest<>(most);
    }

    /// Behind one address may be many clients. Then lives lie beside each other, where those of one client follow each
    /// other; and such that ended as they should show no loop, so they don't count.
    void add(Round round, ClientKey.Trust trust) {
        boolean besideAnother = any && round.startedNanos() < lastEnd;
        any = true;
        lastEnd = round.endedNanos();
        if (trust != ClientKey.Trust.ADDRESS || !round.expected() || !besideAnother) {
            rounds.add(round);
        }
    }

    /// Whether so many of them lie within the window.
    boolean within(int lives, Duration window) {
        return rounds.size() >= lives
                && rounds.newest().endedNanos() - rounds.oldest().startedNanos() <= window.toNanos();
    }

    List<Round> list() {
        return rounds.list();
    }
}
