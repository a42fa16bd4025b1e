package dev.holdfast.server;

import dev.holdfast.core.cause.Explanation;

/// What an application does with the connections of one route. One instance serves all connections of its route, so its
/// fields are shared between threads; the calls of one connection come one after the other, in order.
///
/// An exception never ends a connection by itself: it is logged with an error id, the client gets an `error` message
/// with that id, and the next message is handled after a pause that doubles (see the loop's options). Only a row of
/// failures ends it.
public interface Handler {
    /// The connection is open and authenticated.
    default void onOpen(Connection connection) throws Exception {}

    /// @param message valid during this call only, where the handler runs on the event loop
    void onMessage(Connection connection, Message message) throws Exception;

    /// The connection has ended; nothing can be sent any more. The last call of a connection.
    default void onEnd(Connection connection, Explanation why) throws Exception {}
}
