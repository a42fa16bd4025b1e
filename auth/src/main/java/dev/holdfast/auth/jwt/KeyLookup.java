package dev.holdfast.auth.jwt;

import java.util.List;

/// What a look-up of a token's key came to.
sealed interface KeyLookup {
    /// @param keys at least one; several where the token does not say which
    record Found(List<VerifyingKey> keys) implements KeyLookup {}

    /// Whoever knows the keys was asked recently enough, and has none that fits.
    record Unknown() implements KeyLookup {}

    /// Whether there is such a key can't be told now.
    record Unreachable(String detail) implements KeyLookup {}
}
