package dev.holdfast.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.port.Authenticator;
import dev.holdfast.core.port.Authenticator.Accepted;
import dev.holdfast.core.port.Authenticator.Credential;
import dev.holdfast.core.port.Authenticator.Rejected;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuthenticatorsTest {
    @Test
    void the_carrier_decides_who_is_asked() throws InterruptedException {
        Authenticator both = Authenticators.byCarrier(Map.of(
                Carrier.TICKET, _ -> new Accepted("by ticket", null),
                Carrier.HEADER, _ -> new Accepted("by header", null)));

        assertThat(both.authenticate(new Credential(Carrier.TICKET, "x"))).isEqualTo(new Accepted("by ticket", null));
        assertThat(both.authenticate(new Credential(Carrier.HEADER, "x"))).isEqualTo(new Accepted("by header", null));
    }

    @Test
    void a_carrier_nobody_answers_for_is_not_enabled() throws InterruptedException {
        Map<Carrier, Authenticator> responsible = new HashMap<>();
        responsible.put(Carrier.HEADER, _ -> new Accepted("anna", null));
        Authenticator headerOnly = Authenticators.byCarrier(responsible);
        responsible.put(Carrier.COOKIE, _ -> new Accepted("mallory", null));

        assertThat(headerOnly.authenticate(new Credential(Carrier.COOKIE, "x")))
                .isEqualTo(new Rejected(
                        new AuthProblem.CarrierNotEnabled(Set.of(Carrier.COOKIE), Set.of(Carrier.HEADER))));
    }

    @Test
    void without_any_authenticator_everything_is_refused() throws InterruptedException {
        assertThat(Authenticators.byCarrier(Map.of()).authenticate(new Credential(Carrier.HEADER, "x")))
                .isInstanceOf(Rejected.class);
    }
}
