package dev.holdfast.server.options;

/// Where the server runs. It decides what is refused at start, never how connections are served.
public enum Environment {
    /// A developer's own machine: loopback only, temporary users without a token, pages from localhost.
    DEVELOPMENT,
    /// As production, for rehearsal.
    STAGING,
    /// Fails closed.
    PRODUCTION
}
