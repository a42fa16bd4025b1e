package dev.holdfast.clinic.probe;

import java.util.List;

/// What came of all servers that were to be examined.
public final class ProbeResults {
    private final List<ProbeResult> all;

    ProbeResults(List<ProbeResult> all) {
        this.all = List.copyOf(all);
    }

    /// Whether all that could be examined came out right, and any could.
    public boolean good() {
        return right() > 0 && examined() == right();
    }

    private long right() {
        return all.stream().filter(ProbeResult::right).count();
    }

    private long examined() {
        return all.stream().filter(each -> each.skipped() == null).count();
    }

    /// One line.
    public String summary() {
        return examined() + " servers examined: " + right() + " right, " + (examined() - right()) + " wrong, "
                + (all.size() - examined()) + " skipped";
    }

    /// The page `docs/probe-accuracy.md`.
    ///
    /// @param about a sentence on machine, date and duration
    public String page(String about) {
        return ProbeAccuracyPage.of(all, about);
    }
}
