package dev.holdfast.core.evidence;

import dev.holdfast.core.close.TcpSample;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What TCP knows of the way to a peer that has fallen silent. An acknowledgement proves only the next TCP endpoint: a
/// proxy acknowledges for a dead client.
public enum PathEvidence {
    /// TCP still acknowledges what we send; the program behind it says nothing.
    ACKNOWLEDGING,
    /// TCP acknowledges and the peer's receive window is closed: the program does not read.
    ZERO_WINDOW,
    /// Nothing that we send is acknowledged any more.
    NOT_ACKNOWLEDGING,
    /// The kernel does not tell, or no sample could be taken.
    UNKNOWN;

    /// Decided by the age of the last acknowledgement after a send, not by what is unacknowledged: with our own
    /// egress dead nothing is. Three retransmission timeouts must have passed before a path is called dead
    /// (measured).
    ///
    /// The ages are not exact: the kernel counts in ticks of up to 10 ms, so that the acknowledgement of what was
    /// sent can look older than that. It has come where nothing is outstanding: a dead path leaves that
    /// unacknowledged and retransmitted, a dead egress leaves probes.
    ///
    /// @param waited since something was sent
    public static PathEvidence of(Duration waited, @Nullable TcpSample sample) {
        if (sample == null) {
            return UNKNOWN;
        }
        boolean nothingOutstanding = sample.unacknowledged() == 0
                && sample.retransmits() == 0
                && sample.probes() == 0
                && sample.backoff() == 0;
        if (nothingOutstanding || sample.lastAckReceived().compareTo(waited) <= 0) {
            return sample.unacknowledged() == 0 && sample.backoff() > 0 ? ZERO_WINDOW : ACKNOWLEDGING;
        }
        boolean longEnough = waited.compareTo(sample.retransmissionTimeout().multipliedBy(3)) >= 0
                || sample.retransmits() >= 2
                || sample.probes() >= 2;
        return longEnough ? NOT_ACKNOWLEDGING : UNKNOWN;
    }
}
