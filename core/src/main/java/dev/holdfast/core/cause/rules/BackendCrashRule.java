package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.HopLimit;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.Fact;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A backend that ended TCP without a close frame and then could not be had: its process is gone. A process
/// that is stopped in order closes its WebSockets first; one that does not looks the same, so LIKELY. Where
/// the backend's 101 named a box at its address, and nothing listens at this address any more, it is that box
/// which is gone.
///
/// The look-alike: a proxy before the backend that is reloaded, or a limit, after which the backend is there
/// as before.
final class BackendCrashRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        TransportEnd end = facts.lostBackend();
        Fact.UpstreamLookedAfter look =
                facts.timeline().last(Fact.UpstreamLookedAfter.class).orElse(null);
        Fact.UpstreamDownFound down =
                facts.timeline().last(Fact.UpstreamDownFound.class).orElse(null);
        boolean refused = look != null && look.refused();
        if (!facts.upgraded()
                || !(refused || down != null)
                || !(end instanceof TransportEnd.PeerFin || end instanceof TransportEnd.PeerReset)) {
            return null;
        }
        List<String> evidence = new ArrayList<>();
        evidence.add("upstream: " + Phrases.backendTransport(end) + ", without a close frame, after "
                + Phrases.time(facts.openUntilTheEnd()));
        if (refused) {
            evidence.add("the backend " + facts.backend() + " refused a connection right after it");
        }
        if (down != null) {
            evidence.add("the next opening handshake failed " + Phrases.time(down.after()) + " later"
                    + (down.status() == null ? "" : ": what stands before the backend answered " + down.status()));
        }
        if (look != null && look.lostTogether() > 1) {
            evidence.add(
                    Phrases.count(look.lostTogether(), "connection") + " to it had been lost by then within a second");
        }
        Fact.UpstreamUpgraded reply = facts.upgradedByBackend().orElse(null);
        boolean nobodyThere = refused || (down != null && down.status() == null);
        if (nobodyThere && reply != null && !HopLimit.markedIn(reply).isEmpty()) {
            evidence.add(BackendCutOffRule.traces(reply));
            return Finding.likely(
                    Cause.PROXY_RELOAD,
                    Initiator.NETWORK,
                    "The proxy before the backend (" + HopLimit.names(HopLimit.markedIn(reply))
                            + ") is gone: it ended the connection without a close frame, and nothing listens at its"
                            + " address any more.",
                    evidence);
        }
        evidence.add("a stop that closes no WebSocket before it looks the same (uvicorn 0.17 on SIGTERM, measured)");
        return Finding.likely(
                        Cause.CRASH_OOM_SIGKILL,
                        Initiator.BACKEND,
                        refused
                                ? "The backend's process is gone: it ended the connection without a close frame, and"
                                        + " nothing listens at its address any more."
                                : "The backend's process is gone: its side ended the connection without a close frame, and"
                                        + " the next opening handshake did not reach it, either.",
                        evidence)
                .withFix(
                        "Look at the backend's last words, the kernel's log and the container's state: out of memory, a kill,"
                                + " a crash; or a stop that does not close WebSockets first.");
    }
}
