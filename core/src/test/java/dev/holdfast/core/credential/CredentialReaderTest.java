package dev.holdfast.core.credential;

import static dev.holdfast.core.credential.Handshakes.ALL;
import static dev.holdfast.core.credential.Handshakes.ALL_ENABLED;
import static dev.holdfast.core.credential.Handshakes.EMPTY;
import static dev.holdfast.core.credential.Handshakes.authorization;
import static dev.holdfast.core.credential.Handshakes.base64url;
import static dev.holdfast.core.credential.Handshakes.cookies;
import static dev.holdfast.core.credential.Handshakes.query;
import static dev.holdfast.core.credential.Handshakes.subprotocols;
import static dev.holdfast.core.credential.Handshakes.together;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.credential.CredentialReading.Conflict;
import dev.holdfast.core.credential.CredentialReading.Found;
import dev.holdfast.core.credential.CredentialReading.Malformed;
import dev.holdfast.core.credential.CredentialReading.None;
import dev.holdfast.core.credential.CredentialReading.NotFound;
import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.port.Authenticator.Credential;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CredentialReaderTest {
    private static final String TOKEN = "aGVhZGVy.cGF5bG9hZA.c2lnbmF0dXJl";
    private static final String OTHER = "aGVhZGVy.b3RoZXI.c2lnbmF0dXJl";

    @Test
    void each_carrier_is_found_alone() {
        assertThat(read(authorization("Bearer " + TOKEN))).isEqualTo(found(Carrier.HEADER));
        assertThat(read(cookies("theme=dark; token=" + TOKEN))).isEqualTo(found(Carrier.COOKIE));
        assertThat(read(subprotocols("chat", "jwt." + base64url(TOKEN)))).isEqualTo(found(Carrier.SUBPROTOCOL));
        assertThat(read(query("room=5&ticket=" + TOKEN))).isEqualTo(found(Carrier.TICKET));
    }

    @Test
    void a_handshake_without_any_is_told_from_one_whose_carrier_is_not_enabled() {
        assertThat(read(EMPTY)).isEqualTo(new None(Set.of()));

        CarrierOptions headerOnly = CarrierOptions.of(Set.of(Carrier.HEADER));
        assertThat(CredentialReader.read(together(cookies("token=" + TOKEN), query("ticket=abc")), headerOnly))
                .isEqualTo(new None(Set.of(Carrier.COOKIE, Carrier.TICKET)));
    }

    @Test
    void the_same_token_twice_is_found_once_and_both_carriers_are_a_fact() {
        assertThat(read(together(
                        subprotocols("bearer." + TOKEN), authorization("Bearer " + TOKEN), cookies("token=" + TOKEN))))
                .isEqualTo(new Found(
                        new Credential(Carrier.HEADER, TOKEN),
                        Set.of(Carrier.HEADER, Carrier.COOKIE, Carrier.SUBPROTOCOL)));
        assertThat(read(subprotocols("jwt." + base64url(TOKEN), "bearer." + TOKEN)))
                .isEqualTo(found(Carrier.SUBPROTOCOL));
    }

    @Test
    void a_carrier_that_is_not_enabled_is_a_fact_and_never_a_conflict() {
        CarrierOptions headerOnly = CarrierOptions.of(Set.of(Carrier.HEADER));

        assertThat(CredentialReader.read(
                        together(authorization("Bearer " + TOKEN), cookies("token=" + OTHER)), headerOnly))
                .isEqualTo(new Found(new Credential(Carrier.HEADER, TOKEN), Set.of(Carrier.HEADER, Carrier.COOKIE)));
        assertThat(CredentialReader.read(together(authorization("Bearer " + TOKEN), cookies("token=null")), headerOnly))
                .isInstanceOf(Found.class);
    }

    @Test
    void different_tokens_conflict_between_carriers_and_within_one() {
        assertThat(read(together(authorization("Bearer " + TOKEN), cookies("token=" + OTHER))))
                .isEqualTo(new Conflict(Set.of(Carrier.HEADER, Carrier.COOKIE)));
        assertThat(read(authorization("Bearer " + TOKEN, "Bearer " + OTHER)))
                .isEqualTo(new Conflict(Set.of(Carrier.HEADER)));
        assertThat(read(cookies("token=" + TOKEN + "; token=" + OTHER)))
                .isEqualTo(new Conflict(Set.of(Carrier.COOKIE)));
        assertThat(read(subprotocols("jwt." + base64url(TOKEN), "bearer." + OTHER)))
                .isEqualTo(new Conflict(Set.of(Carrier.SUBPROTOCOL)));
        assertThat(read(query("ticket=a&ticket=b"))).isEqualTo(new Conflict(Set.of(Carrier.TICKET)));
    }

    @Test
    void a_ticket_agrees_with_no_token() {
        assertThat(read(together(query("ticket=abc"), authorization("Bearer " + TOKEN))))
                .isEqualTo(new Conflict(Set.of(Carrier.HEADER, Carrier.TICKET)));
    }

    @Test
    void an_unreadable_credential_is_named_even_beside_a_good_one_and_beside_a_conflict() {
        assertThat(read(together(authorization("Bearer " + TOKEN), subprotocols("bearer.undefined"))))
                .isInstanceOfSatisfying(
                        Malformed.class, it -> assertThat(it.carrier()).isEqualTo(Carrier.SUBPROTOCOL));
        assertThat(read(together(authorization("Bearer " + TOKEN), cookies("token=" + OTHER), query("ticket=null"))))
                .isInstanceOfSatisfying(
                        Malformed.class, it -> assertThat(it.carrier()).isEqualTo(Carrier.TICKET));
    }

    @Test
    void each_reading_without_a_credential_is_a_problem_of_its_own() {
        assertThat(problem(EMPTY)).isEqualTo(new AuthProblem.Missing(ALL));
        assertThat(problem(query("ticket=a&ticket=b")))
                .isEqualTo(new AuthProblem.CarriersConflict(Set.of(Carrier.TICKET)));
        assertThat(problem(authorization("Bearer")))
                .isEqualTo(new AuthProblem.Malformed(
                        "header: the token is empty: the client connected before it had one"));

        Set<Carrier> enabled = Set.of(Carrier.HEADER, Carrier.FIRST_MESSAGE);
        NotFound notFound = (NotFound) CredentialReader.read(query("ticket=a"), CarrierOptions.of(enabled));
        assertThat(notFound.problem(enabled))
                .isEqualTo(new AuthProblem.CarrierNotEnabled(Set.of(Carrier.TICKET), enabled));
    }

    @Test
    void a_reading_keeps_what_it_was_given_and_not_what_became_of_it() {
        Set<Carrier> present = EnumSet.of(Carrier.HEADER);
        None none = new None(present);
        present.add(Carrier.COOKIE);

        assertThat(none.present()).containsExactly(Carrier.HEADER);
    }

    @Test
    void other_names_than_the_configured_ones_are_not_looked_at() {
        CarrierOptions options = new CarrierOptions(ALL, "session", "t");

        assertThat(CredentialReader.read(together(cookies("token=" + TOKEN), query("ticket=abc")), options))
                .isEqualTo(new None(Set.of()));
        assertThat(CredentialReader.read(cookies("session=" + TOKEN), options)).isEqualTo(found(Carrier.COOKIE));
        assertThat(CredentialReader.read(query("t=" + TOKEN), options)).isEqualTo(found(Carrier.TICKET));
    }

    private static CredentialReading read(HandshakeCarriers handshake) {
        return CredentialReader.read(handshake, ALL_ENABLED);
    }

    private static AuthProblem problem(HandshakeCarriers handshake) {
        return ((NotFound) read(handshake)).problem(ALL);
    }

    private static Found found(Carrier carrier) {
        return new Found(new Credential(carrier, TOKEN), Set.of(carrier));
    }
}
