package dev.holdfast.core.incident;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The newest short lives of one client that is in no loop yet.
final class ShortLives {
    /// On a busy machine some ends come late.
    private static final int MISSES = 2;

    /// So many times as many as others that came meanwhile and stayed.
    private static final int NEARLY_ALL = 8;

    private final Newest<Round> rounds;
    private final int most;
    private @Nullable Newest<Round> replacing;
    private int misses;
    private long lastEnd;
    private boolean any;

    /// @param most as many as make a loop
    ShortLives(int most) {
        rounds = new Newest<>(most);
        this.most = most;
    }

    /// Behind one address may be many clients. Then lives lie beside each other, where those of one client
    /// follow each other; and such that ended as they should show no loop, so they don't count.
    ///
    /// Only such that nearly all ended right when another began count again: two clients of one user that
    /// replace each other. More that did not show that the others did by chance.
    ///
    /// @param shared whether several clients may be meant
    void add(Round round, boolean shared) {
        boolean besideAnother = any && round.startedNanos() < lastEnd;
        any = true;
        lastEnd = Math.max(lastEnd, round.endedNanos());
        if (!shared || !round.expected() || !(besideAnother || round.replaced())) {
            rounds.add(round);
        } else if (round.replaced()) {
            if (replacing == null) {
                replacing = new Newest<>(most);
            }
            replacing.add(round);
        } else if (++misses > MISSES) {
            replacing = null;
            misses = 0;
        }
    }

    /// Whether so many of them lie within the window.
    boolean within(int lives, Duration window) {
        return within(rounds, lives, window) || (replacing != null && within(replacing, lives, window));
    }

    private static boolean within(Newest<Round> some, int lives, Duration window) {
        return some.size() >= lives
                && some.newest().endedNanos() - some.oldest().startedNanos() <= window.toNanos()
                && !othersStayed(some);
    }

    /// Whether others of the same address or credential came meanwhile and stayed. Then these short lives were not one
    /// client's that never stays: of many clients behind one address some leave soon, or are refused, at any time.
    static boolean othersStayed(Newest<Round> some) {
        return some.newest().stayed() - some.oldest().stayed() > Math.max(1, some.size() / NEARLY_ALL);
    }

    /// Those that make the loop.
    List<Round> list(int lives, Duration window) {
        return replacing != null && within(replacing, lives, window) ? replacing.list() : rounds.list();
    }
}
