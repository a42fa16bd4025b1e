package dev.holdfast.cli.node;

import dev.holdfast.server.Connection;
import dev.holdfast.server.Handler;
import dev.holdfast.server.Message;

/// Sends every message back as it came. Runs on the event loop, since it never waits: a peer that does not read what it
/// sends is ended as a slow consumer.
final class EchoHandler implements Handler {
    @Override
    public void onMessage(Connection connection, Message message) {
        connection.send(message);
    }
}
