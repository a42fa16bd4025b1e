package dev.holdfast.core.evidence;

import java.time.Duration;
import java.util.Set;

/// Why a credential was not accepted. Each is a cause of its own: an outage of the key server must never look like a
/// bad token. Texts in here are bounded and hold no secret; of a token only claims of a *verified* one appear.
public sealed interface AuthProblem {
    /// No carrier held a credential.
    record Missing(Set<Carrier> enabled) implements AuthProblem {
        public Missing {
            enabled = Carrier.inOrder(enabled);
        }
    }

    /// A credential came by a carrier that is not enabled here.
    record CarrierNotEnabled(Set<Carrier> present, Set<Carrier> enabled) implements AuthProblem {
        public CarrierNotEnabled {
            present = Carrier.inOrder(present);
            enabled = Carrier.inOrder(enabled);
        }
    }

    /// Two carriers held different credentials.
    record CarriersConflict(Set<Carrier> present) implements AuthProblem {
        public CarriersConflict {
            present = Carrier.inOrder(present);
        }
    }

    /// The token is not a readable token of a kind we accept.
    ///
    /// @param detail what is wrong with its form, without any part of it
    record Malformed(String detail) implements AuthProblem {}

    /// The key is known and the signature does not fit.
    record SignatureInvalid(String algorithm) implements AuthProblem {}

    /// The token names a key, or an algorithm, for which no key is known.
    ///
    /// @param keyId the token's `kid`, cut at 64 characters, empty where it has none
    record KeyUnknown(String keyId) implements AuthProblem {}

    /// A token from elsewhere, where no key is configured that could tell whether it is good: of [KeyUnknown] the
    /// case in which every key is unknown. Development only, since nothing else starts without a key.
    record NoKeyConfigured() implements AuthProblem {}

    /// @param by how long ago it expired, leeway not counted
    record Expired(Duration by) implements AuthProblem {}

    /// @param by how far in the future its `nbf` or `iat` lies, leeway not counted
    /// @param claim `nbf` or `iat`
    record NotYetValid(Duration by, String claim) implements AuthProblem {}

    record AudienceMismatch(String found, String expected) implements AuthProblem {}

    record IssuerMismatch(String found, String expected) implements AuthProblem {}

    /// The ticket was never issued here, was used before, or is too old. One answer for all three: a guesser learns
    /// nothing.
    record TicketUnknown() implements AuthProblem {}

    /// What would decide it can't be reached: a key server that is down, slow or answers nonsense.
    record BackendDown(String detail) implements AuthProblem {}
}
