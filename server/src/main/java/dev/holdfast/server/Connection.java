package dev.holdfast.server;

import dev.holdfast.core.connection.ConnectionInfo;
import java.nio.ByteBuffer;

/// An open connection as the application sees it. Every method may be called from any thread, and none of them blocks
/// but [#awaitWritable()].
public interface Connection {
    /// Who it is.
    ConnectionInfo info();

    /// Unique, of ours, never reused.
    default String id() {
        return info().connectionId();
    }

    /// Who authenticated: the token's subject, `dev-temp-…` in development, or `anonymous`.
    String userId();

    boolean isOpen();

    /// Sends a text message. On `holdfast.v1` it becomes the string `data` of a `msg`.
    Sent send(String text);

    /// Sends a binary message. The bytes are copied before this returns.
    Sent send(byte[] bytes);

    /// Sends a binary message. The bytes between position and limit are copied before this returns.
    Sent send(ByteBuffer bytes);

    /// Sends JSON text: as it is on a plain connection, as `data` of a `msg` on `holdfast.v1`. It must be
    /// valid JSON; it is not checked.
    Sent sendJson(String json);

    /// Sends a received message back as it is, or on to another connection.
    Sent send(Message message);

    /// Whether the peer keeps up. When it does not, what is sent waits in memory; more than the outbound limit, or for
    /// longer than its age, ends the connection as a slow consumer.
    boolean isWritable();

    /// Waits until the peer keeps up again or the connection ends. For virtual threads only.
    ///
    /// @return whether it is still open
    /// @throws IllegalStateException on an event loop, which must never wait
    boolean awaitWritable() throws InterruptedException;

    /// Bytes that wait to be taken by the peer.
    long queuedBytes();

    /// Starts the closing handshake.
    ///
    /// @param code 1000 or 3000 to 4999
    /// @param reason cut at 123 bytes of UTF-8; the client sees it, so no secret and no exception text
    /// @throws IllegalArgumentException for a code that an application may not send
    void close(int code, String reason);

    /// Ends TCP at once, without a close frame (RST). The client sees 1006 and nothing else; what waits to be sent is
    /// lost. For connections that are not worth a word more; [#close(int, String)] is for all others.
    ///
    /// @param why for the log, in at most 256 characters; the client is not told
    void abort(String why);

    /// What became of a message that was sent.
    enum Sent {
        /// On its way.
        ACCEPTED,
        /// Taken, and the peer is behind: slow down, or wait with [Connection#awaitWritable()].
        CONGESTED,
        /// Not taken: the connection is closing or has ended.
        CLOSED
    }
}
