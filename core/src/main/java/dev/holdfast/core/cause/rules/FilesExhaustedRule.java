package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.NodeHealth;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A client that gave up before it was accepted, while this process had no file descriptor left to accept it
/// with. Its connection was made by the kernel and waited in its queue, so it is gone when we first read from
/// it, or right after we have answered its handshake.
final class FilesExhaustedRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        NodeHealth health = facts.nodeTrouble();
        TransportEnd end = facts.lostTransport();
        if (health == null || health.acceptFailures() == 0 || end == null) {
            return null;
        }
        boolean left = end instanceof TransportEnd.PeerFin || end instanceof TransportEnd.PeerReset;
        if (!left || (facts.upgraded() && facts.droppedAtOnceAfter() == null)) {
            return null;
        }
        List<String> evidence = new ArrayList<>();
        evidence.add(
                "accepting failed " + health.acceptFailures() + " times in the last " + Phrases.time(health.window()));
        if (health.openFiles() != null && health.openFilesLimit() != null) {
            evidence.add(health.openFiles() + " file descriptors open, limit " + health.openFilesLimit());
        }
        evidence.add(Phrases.transport(end)
                + (facts.upgraded()
                        ? " right after our 101, which nobody had waited for"
                        : " before its handshake was answered"));
        return Finding.likely(
                Cause.FD_EXHAUSTION,
                Initiator.SERVER,
                "The client gave up while this server had no file descriptor left to accept connections with.",
                evidence);
    }
}
