package dev.holdfast.core.lifecycle;

/// What a transition asks of the transport's side, in the order in which it must be done.
public enum Effect {
    /// Find out who the client is.
    AUTHENTICATE,
    /// Whatever authentication is still running is of no use any more.
    CANCEL_AUTHENTICATION,
    /// Answer the opening handshake with 101.
    WRITE_UPGRADE,
    /// Answer the opening handshake with the HTTP status of the cause.
    WRITE_REFUSAL,
    /// Give the first message its deadline.
    ARM_CREDENTIAL_DEADLINE,
    /// Tell the application and the log; heartbeat and message loop begin.
    ANNOUNCE_OPEN,
    /// Hand no further message to the application.
    STOP_DELIVERY,
    /// Send our close frame.
    WRITE_CLOSE,
    /// Answer the peer's close frame with its own code (RFC 6455 5.5.1), then end our sending side.
    ANSWER_CLOSE,
    /// Give the end its deadline, counted from now.
    ARM_CLOSE_DEADLINE,
    /// End our sending side, keep reading and discarding, close when the peer's FIN comes: a close frame is never lost
    /// to a reset that way.
    FINISH_TRANSPORT,
    /// Close TCP now.
    CLOSE_TRANSPORT,
    /// Reset TCP now.
    ABORT_TRANSPORT,
    /// Leave the one record of this connection.
    REPORT
}
