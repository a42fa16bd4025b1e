package dev.holdfast.auth;

import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.port.Authenticator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// Puts authenticators together.
public final class Authenticators {
    private Authenticators() {}

    /// Asks the authenticator that is responsible for the credential's carrier: tickets are redeemed here, tokens
    /// checked there. A credential by a carrier that has none is rejected as [AuthProblem.CarrierNotEnabled].
    public static Authenticator byCarrier(Map<Carrier, Authenticator> responsible) {
        Map<Carrier, Authenticator> authenticators = new EnumMap<>(Carrier.class);
        authenticators.putAll(responsible);
        Set<Carrier> enabled = Set.copyOf(authenticators.keySet());
        return credential -> {
            Authenticator authenticator = authenticators.get(credential.carrier());
            return authenticator == null
                    ? new Authenticator.Rejected(
                            new AuthProblem.CarrierNotEnabled(EnumSet.of(credential.carrier()), enabled))
                    : authenticator.authenticate(credential);
        };
    }
}
