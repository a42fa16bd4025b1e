package dev.holdfast.doctor.probe.wire;

import java.time.Duration;

/// What every read and wait of the probe is bounded by.
///
/// @param connect for TCP, and again for TLS
/// @param answer for the head of an answer to an opening handshake
/// @param reply for a pong, a close frame or another answer on an open connection
/// @param settle how long a connection is watched after its 101 for an end that comes at once
/// @param headBytes of an answer's head
/// @param bodyBytes of an answer's body, the rest is not read
/// @param messageBytes of one message from the server
public record Limits(
        Duration connect,
        Duration answer,
        Duration reply,
        Duration settle,
        int headBytes,
        int bodyBytes,
        int messageBytes) {
    public static final Limits DEFAULT = new Limits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofMillis(300),
            64 * 1024,
            16 * 1024,
            4 * 1024 * 1024);
}
