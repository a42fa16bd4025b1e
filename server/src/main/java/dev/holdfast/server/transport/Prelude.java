package dev.holdfast.server.transport;

import java.util.function.Consumer;

/// What must come before a connection begins for those who listen to it. What comes instead ends TCP, and is told.
sealed interface Prelude {
    /// It begins with TCP.
    Prelude NOTHING = new Nothing();

    record Nothing() implements Prelude {}

    /// A connection of ours begins when TLS stands.
    ///
    /// @param failed told why it does not, once
    record TlsHandshake(Consumer<Throwable> failed) implements Prelude {}

    /// A connection begins with the address of its client.
    record ProxyHeader(ProxyProtocol rules) implements Prelude {}
}
