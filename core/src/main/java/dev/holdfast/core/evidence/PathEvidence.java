package dev.holdfast.core.evidence;

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
    UNKNOWN
}
