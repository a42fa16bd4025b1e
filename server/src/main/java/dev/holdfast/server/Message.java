package dev.holdfast.server;

import java.nio.ByteBuffer;

/// One message from a client. On an event-loop route it is a view of the receive buffer, valid only during the call.
public interface Message {
    Kind kind();

    /// Bytes of the payload.
    int size();

    /// The payload as text: UTF-8, checked. Of a `holdfast.v1` message it is its `data`: a string's
    /// characters, anything else as JSON.
    ///
    /// @throws IllegalStateException on a binary message
    String text();

    /// A copy of the payload.
    byte[] bytes();

    /// A read-only view of the payload without a copy.
    ByteBuffer view();

    enum Kind {
        TEXT,
        BINARY,
        /// The `data` of a `holdfast.v1` message that is not a string.
        JSON
    }
}
