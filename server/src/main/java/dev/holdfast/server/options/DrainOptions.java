package dev.holdfast.server.options;

import java.time.Duration;

/// How the server stops on SIGTERM.
///
/// @param grace between "not ready" and the first close, so that a load balancer notices. Default 10 s (NATS lame
/// duck);
/// 0 in development
/// @param window over which closes are spread. Default 30 s at most; clients are told to come back at a random moment
/// in it
public record DrainOptions(Duration grace, Duration window) {
    public DrainOptions {
        Check.between("grace", grace, Duration.ZERO, Duration.ofMinutes(10));
        Check.between("window", window, Duration.ZERO, Duration.ofMinutes(30));
    }

    public static DrainOptions defaults() {
        return new DrainOptions(Duration.ofSeconds(10), Duration.ofSeconds(30));
    }
}
