package dev.holdfast.bench.load;

/// What can go wrong with a connection under load. One of any makes a measurement void.
public enum Fault {
    /// The TCP connection could not be made.
    CONNECT,
    /// The opening handshake was refused or answered wrongly.
    UPGRADE,
    /// A frame that RFC 6455 forbids a server to send, or an echo that is not one.
    PROTOCOL,
    /// An echo with another payload, length or sequence number than was due.
    PAYLOAD,
    /// The server ended a connection that was in use.
    DISCONNECTED,
    /// A message had no reply although there was time for one.
    UNANSWERED,
    /// The closing handshake did not finish in time.
    CLOSING
}
