package dev.holdfast.core.evidence;

import java.time.Duration;

/// What a connection did, in numbers.
///
/// @param messagesReceived data messages, control frames not counted
/// @param bytesReceived bytes from the socket, handshake included
/// @param errors messages on which the application's handler failed
/// @param iterations turns of the message loop
/// @param handlerTotal time spent in the application's handler
/// @param handlerSlowest the longest single call of it
public record Counters(
        long messagesReceived,
        long messagesSent,
        long bytesReceived,
        long bytesSent,
        long errors,
        long iterations,
        Duration handlerTotal,
        Duration handlerSlowest) {
    public static final Counters NONE = new Counters(0, 0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO);
}
