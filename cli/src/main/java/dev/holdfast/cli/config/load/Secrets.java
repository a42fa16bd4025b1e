package dev.holdfast.cli.config.load;

import dev.holdfast.auth.jwt.VerificationKeys;
import org.jspecify.annotations.Nullable;

/// Secrets that were read from where the configuration says. Not shown by [#toString()].
///
/// @param keys what tokens are verified with; absent where no token is accepted
/// @param adminToken what callers of the diagnostics API must send; absent where none is needed
public record Secrets(
        @Nullable VerificationKeys keys, @Nullable String adminToken) {
    @Override
    public String toString() {
        return "Secrets[keys " + (keys == null ? "none" : "set") + ", admin token "
                + (adminToken == null ? "none" : "set") + "]";
    }
}
