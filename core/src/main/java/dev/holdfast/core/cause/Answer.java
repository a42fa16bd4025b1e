package dev.holdfast.core.cause;

import dev.holdfast.core.close.CloseCode;
import org.jspecify.annotations.Nullable;

/// What we put on the wire when we refuse or end a connection for a cause.
///
/// @param httpStatus for a handshake that is refused by HTTP; `null` where the cause can't refuse one
/// @param closeCode for an open connection, and for a browser's handshake that is accepted in order to be refused
/// readably; `null` where the cause is never ours to send
/// @param retry whether and when the client should come back
public record Answer(@Nullable Integer httpStatus, @Nullable CloseCode closeCode, Retry retry) {
    /// Of causes that others bring about.
    public static final Answer NONE = new Answer(null, null, Retry.BACKOFF);

    static Answer http(int status, Retry retry) {
        return new Answer(status, null, retry);
    }

    static Answer close(int code, Retry retry) {
        return new Answer(null, new CloseCode(code), retry);
    }

    static Answer both(int status, int code, Retry retry) {
        return new Answer(status, new CloseCode(code), retry);
    }
}
