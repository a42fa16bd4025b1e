package dev.holdfast.cli.config;

import dev.holdfast.observe.ends.RecentEnds;

/// `ends`: what is kept of connections that have ended.
///
/// @param kept how many the diagnostics API can show. Default 10000 (NATS). Each takes a few kilobytes of memory
public record EndsSection(int kept) {
    private static final int MOST = 1_000_000;

    public EndsSection {
        if (kept < 1 || kept > MOST) {
            throw new IllegalArgumentException("kept: found " + kept + ", expected 1 to " + MOST);
        }
    }

    public static EndsSection defaults() {
        return new EndsSection(RecentEnds.DEFAULT_KEPT);
    }
}
