package dev.holdfast.core.credential;

import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.port.Authenticator.Credential;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// What [CredentialReader] found in an opening handshake.
public sealed interface CredentialReading {
    /// One credential, by one carrier or the same by several.
    ///
    /// @param credential what to authenticate. Where several carriers hold it, it is named after the first of
    ///     header, cookie, subprotocol
    /// @param present every carrier that holds something, enabled or not
    record Found(Credential credential, Set<Carrier> present) implements CredentialReading {
        public Found {
            present = copy(present);
        }
    }

    /// There is no credential to authenticate.
    sealed interface NotFound extends CredentialReading {
        /// The same as a problem.
        ///
        /// @param enabled the carriers that would have counted
        default AuthProblem problem(Set<Carrier> enabled) {
            return switch (this) {
                case None none when none.present().isEmpty() -> new AuthProblem.Missing(copy(enabled));
                case None none -> new AuthProblem.CarrierNotEnabled(none.present(), copy(enabled));
                case Conflict conflict -> new AuthProblem.CarriersConflict(conflict.present());
                case Malformed malformed ->
                    new AuthProblem.Malformed(malformed.carrier().word() + ": " + malformed.detail());
            };
        }
    }

    /// No enabled carrier holds a credential. Where [Carrier#FIRST_MESSAGE] is enabled it may still come.
    ///
    /// @param present the carriers that hold one and are not enabled
    record None(Set<Carrier> present) implements NotFound {
        public None {
            present = copy(present);
        }
    }

    /// Different credentials came by enabled carriers, or two by one carrier; which of them is meant must not be
    /// guessed.
    ///
    /// @param present the enabled carriers that hold one
    record Conflict(Set<Carrier> present) implements NotFound {
        public Conflict {
            present = copy(present);
        }
    }

    /// An enabled carrier holds something that is no credential.
    ///
    /// @param detail what is wrong with it, without any part of it
    record Malformed(Carrier carrier, String detail) implements NotFound {}

    private static Set<Carrier> copy(Set<Carrier> carriers) {
        return carriers.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(carriers));
    }
}
