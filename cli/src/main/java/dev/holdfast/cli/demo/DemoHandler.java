package dev.holdfast.cli.demo;

import dev.holdfast.server.Connection;
import dev.holdfast.server.Handler;
import dev.holdfast.server.Message;

/// Echoes, and breaks what the page asks it to break. Only `holdfast dev` has it, where only this machine can connect.
public final class DemoHandler implements Handler {
    /// The path it is served at.
    public static final String PATH = "/demo";

    @Override
    public void onMessage(Connection connection, Message message) {
        String text = message.kind() == Message.Kind.TEXT ? message.text() : "";
        switch (text) {
            case "break: kill TCP" -> connection.abort("the demonstration page asked for it");
            case "break: throw" -> throw new IllegalStateException("the demonstration page asked for an exception");
            case "break: close" -> connection.close(4900, "the demonstration page asked for it");
            default -> connection.send(message);
        }
    }
}
