package dev.holdfast.auth.jwt;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one key from the configuration. A token's `kid` is not looked at: there is nothing to choose from.
record SingleKey(VerifyingKey key) implements KeySource {
    @Override
    public KeyLookup find(SigningAlgorithm algorithm, @Nullable String keyId) {
        return algorithm == key.algorithm() ? new KeyLookup.Found(List.of(key)) : new KeyLookup.Unknown();
    }

    @Override
    public void prefetch() {}

    @Override
    public void close() {}
}
