package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.evidence.ClientReport;
import dev.holdfast.core.evidence.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A client that changed its network, or had none. To us that is silence or a reset; a browser tells its
/// page.
final class ReportedNetworkRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        ClientReport report = facts.report();
        Decision.HeartbeatMissed missed = facts.decided(Decision.HeartbeatMissed.class);
        if (report == null || (missed == null && facts.lostTransport() == null)) {
            return null;
        }
        List<String> said = new ArrayList<>();
        Integer changes = report.networkChanges();
        if (changes != null && changes > 0) {
            said.add("its network changed " + (changes == 1 ? "once" : changes + " times") + " while it was connected");
        }
        Duration offline = report.offline();
        if (offline != null && offline.isPositive()) {
            said.add("it was offline for " + Phrases.time(offline));
        } else if (report.online() != null && !report.online()) {
            said.add("it was offline at the end");
        }
        if (said.isEmpty()) {
            return null;
        }
        List<String> evidence = new ArrayList<>();
        evidence.add(
                missed != null
                        ? "nothing received for " + Phrases.time(missed.silence())
                        : "the connection was lost without a close frame");
        said.forEach(each -> evidence.add("the client reports: " + each));
        return Finding.likely(
                Cause.NETWORK_CHANGE,
                Initiator.NETWORK,
                "The client's network went away or changed under the connection: " + said.getFirst() + ".",
                evidence);
    }
}
