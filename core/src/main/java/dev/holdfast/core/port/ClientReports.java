package dev.holdfast.core.port;

import dev.holdfast.core.evidence.ClientReport;

/// Takes what clients report of connections that ended there. Called on event loops: must return at once and
/// never throw. Safe for use by any thread.
@FunctionalInterface
public interface ClientReports {
    /// @param attempt the id that this client chose for the attempt it reports on; whoever knows it is
    /// believed
    void reported(String attempt, ClientReport report);

    /// For where nobody joins reports.
    ClientReports IGNORED = (_, _) -> {};
}
