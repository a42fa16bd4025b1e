package dev.holdfast.doctor.probe.wire;

import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.Violation;

/// What came on an open connection.
public sealed interface Got {
    /// A whole message, put together from its frames.
    ///
    /// @param compressed whether it came with RSV1 set; the payload is as it came then
    record Message(boolean text, byte[] payload, boolean compressed) implements Got {}

    record Pong(byte[] payload) implements Got {}

    /// The server's own ping; a [Conversation] answers it.
    record Ping(byte[] payload) implements Got {}

    record Close(CloseFrame frame) implements Got {}

    /// Bytes that no client takes. Nothing is read behind them.
    record Broken(Violation kind, String detail) implements Got {}

    record Ended(TransportEnd end) implements Got {}

    /// A message larger than the probe reads. Nothing is read behind it.
    record TooLong(long bytes) implements Got {}

    /// Nothing until the time was over.
    record Silence() implements Got {}
}
