package dev.holdfast.observe.http;

/// Whether a load balancer should send new connections here.
public sealed interface Readiness {
    record Ready() implements Readiness {}

    /// @param reason one clause, such as `draining since SIGTERM`
    record NotReady(String reason) implements Readiness {}
}
