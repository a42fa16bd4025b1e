package dev.holdfast.core.lifecycle;

/// What can happen to a connection.
public enum ConnectionEvent {
    /// A complete and valid opening handshake request was read.
    REQUEST_RECEIVED,
    /// The client is known, or let in without being known.
    ADMITTED,
    /// The client is let in to say who it is in its first message.
    CREDENTIAL_PENDING,
    /// We decided to refuse the handshake with an HTTP answer.
    REFUSED_WITH_HTTP,
    /// We decided to refuse the handshake with 101 and a close frame, so that a browser can tell why.
    REFUSED_WITH_CLOSE,
    /// We decided to end an upgraded connection.
    END_DECIDED,
    /// The peer's close frame was read.
    CLOSE_FRAME_RECEIVED,
    /// The peer ended its sending side (FIN).
    PEER_FIN,
    /// Ending took longer than it may.
    CLOSE_DEADLINE_PASSED,
    /// TCP is gone, whoever ended it.
    TRANSPORT_GONE
}
