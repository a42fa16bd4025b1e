package dev.holdfast.server.options;

/// How a handshake that is good HTTP and good WebSocket, but not let in, is answered.
public enum Rejection {
    /// Browsers (an Origin header is present) as `close`, others as `http`. The default: a browser hides every HTTP
    /// status from its page.
    AUTO,
    /// With an HTTP status.
    HTTP,
    /// With 101 and at once a close frame that says why.
    CLOSE
}
