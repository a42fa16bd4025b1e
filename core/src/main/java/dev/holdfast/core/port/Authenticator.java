package dev.holdfast.core.port;

import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.Carrier;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Decides who a credential belongs to. Called on a virtual thread, so it may block; it is interrupted when the
/// connection it works for has ended or the handshake deadline has passed. Must be safe for use by many threads.
public interface Authenticator {
    /// @throws InterruptedException when the answer is no longer wanted
    AuthResult authenticate(Credential credential) throws InterruptedException;

    /// A credential as it was found. Its text never appears in [#toString()].
    ///
    /// @param carrier where it was found
    /// @param secret the token or ticket itself
    record Credential(Carrier carrier, String secret) {
        @Override
        public String toString() {
            return "Credential[" + carrier.word() + ", " + secret.length() + " characters]";
        }
    }

    sealed interface AuthResult {}

    /// @param userId who it is
    /// @param expiresAt when the credential stops being valid, if it does
    record Accepted(String userId, @Nullable Instant expiresAt) implements AuthResult {}

    /// The credential was judged and is not good.
    record Rejected(AuthProblem problem) implements AuthResult {}

    /// The credential could not be judged; it may be perfectly good.
    record Unavailable(AuthProblem.BackendDown problem) implements AuthResult {}
}
