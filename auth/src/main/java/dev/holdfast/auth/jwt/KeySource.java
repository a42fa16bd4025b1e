package dev.holdfast.auth.jwt;

import org.jspecify.annotations.Nullable;

/// Where the keys are. Safe for use by many threads.
interface KeySource extends AutoCloseable {
    /// @param keyId the token's `kid`, `null` where it has none
    /// @throws InterruptedException while waiting for keys
    KeyLookup find(SigningAlgorithm algorithm, @Nullable String keyId) throws InterruptedException;

    /// Begins to fetch keys that are not there yet, and does not wait for them.
    void prefetch();

    @Override
    void close();
}
