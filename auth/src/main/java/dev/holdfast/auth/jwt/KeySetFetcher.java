package dev.holdfast.auth.jwt;

/// Fetches the keys once. Blocks for a bounded time and never throws; safe for use by many threads.
interface KeySetFetcher extends AutoCloseable {
    Outcome fetch();

    @Override
    void close();

    sealed interface Outcome {}

    record Fetched(KeySet keys) implements Outcome {}

    /// @param detail what happened, bounded, without secrets
    record Failed(String detail) implements Outcome {}
}
