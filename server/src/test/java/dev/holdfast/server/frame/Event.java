package dev.holdfast.server.frame;

import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.Violation;

/// What a reader delivers, one line each, so that failures show as a list one can read.
final class Event {
    private Event() {}

    static String text(String payload) {
        return "text " + payload;
    }

    static String binary(String hex) {
        return "binary " + hex;
    }

    static String ping(String hex) {
        return "ping " + hex;
    }

    static String pong(String hex) {
        return "pong " + hex;
    }

    static String close(CloseFrame frame) {
        CloseCode code = frame.code();
        return code == null ? "close empty" : "close " + code + " " + frame.reason();
    }

    static String violation(Violation kind) {
        return "violation " + kind + " " + kind.code();
    }
}
