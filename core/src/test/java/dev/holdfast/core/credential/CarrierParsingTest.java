package dev.holdfast.core.credential;

import static dev.holdfast.core.credential.Handshakes.base64url;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.credential.Finding.Absent;
import dev.holdfast.core.credential.Finding.Contradictory;
import dev.holdfast.core.credential.Finding.Token;
import dev.holdfast.core.credential.Finding.Unreadable;
import dev.holdfast.core.evidence.Carrier;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CarrierParsingTest {
    private static final Token ABC = new Token("a.b.c");

    @ParameterizedTest
    @ValueSource(strings = {"Bearer a.b.c", "bearer a.b.c", "BEARER\ta.b.c", "  Bearer   a.b.c  "})
    void the_scheme_is_read_in_any_case_and_with_any_white_space(String header) {
        assertThat(AuthorizationHeader.read(header)).isEqualTo(ABC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic dXNlcjpwYXNz", "Negotiate abc", "NTLM", "Digest a=b"})
    void a_scheme_that_is_meant_for_a_proxy_says_nothing_about_a_token(String header) {
        assertThat(AuthorizationHeader.read(header)).isInstanceOf(Absent.class);
    }

    @Test
    void a_forgotten_scheme_is_told_and_the_token_that_stands_there_is_not() {
        assertThat(AuthorizationHeader.read("eyJhbGciOiJIUzI1NiJ9.e30.c2ln"))
                .isEqualTo(new Unreadable("the Authorization header has no scheme, expected `Bearer` and the token"));
        assertThat(AuthorizationHeader.read("Token a.b.c"))
                .isEqualTo(new Unreadable("the Authorization header's scheme is not Bearer"));
        assertThat(AuthorizationHeader.read("Bearera.b.c x"))
                .isEqualTo(new Unreadable("the Authorization header's scheme is not Bearer"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "undefined", "None", "[object Object]"})
    void a_variable_that_was_empty_when_it_was_pasted_in_is_recognised(String word) {
        Unreadable expected =
                new Unreadable("the token is the word " + word + ": the client connected before it had one");

        assertThat(AuthorizationHeader.read("Bearer " + word)).isEqualTo(expected);
        assertThat(CookieHeader.read("token=" + word, "token")).isEqualTo(expected);
        assertThat(SubprotocolEntry.read("bearer." + word)).isEqualTo(expected);
        assertThat(SubprotocolEntry.read("jwt." + word)).isEqualTo(expected);
        assertThat(SubprotocolEntry.read("jwt." + base64url(word))).isEqualTo(expected);
        assertThat(QueryText.read("ticket=" + word, "ticket")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Bearer a.b.c, Bearer d", "Bearer a.b c", "Bearer a;b", "Bearer \"a.b.c\"", "Bearer a\u00e9"})
    void text_that_can_be_no_token_is_unreadable(String header) {
        assertThat(AuthorizationHeader.read(header))
                .isInstanceOfSatisfying(
                        Unreadable.class,
                        it -> assertThat(it.detail()).startsWith("the token holds a character that no token has"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token=a.b.c",
                "x=1;token=a.b.c",
                "x=1;  token = a.b.c ; y=2",
                "token=\"a.b.c\"",
                "broken; token=a.b.c",
                "token=a.b.c;",
                ";;;token=a.b.c",
                "token=; token=a.b.c",
                "token=a.b.c; token=a.b.c"
            })
    void a_cookie_is_found_between_others(String header) {
        assertThat(CookieHeader.read(header, "token")).isEqualTo(ABC);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "token", "token=", "token=\"\"", "Token=a", "xtoken=a", "token2=a", "x=token=a", ";", "="})
    void a_cookie_of_another_name_or_without_a_value_is_absent(String header) {
        assertThat(CookieHeader.read(header, "token")).isInstanceOf(Absent.class);
    }

    @Test
    void two_cookies_of_one_name_contradict_each_other() {
        assertThat(CookieHeader.read("token=a; token=b", "token")).isInstanceOf(Contradictory.class);
    }

    @Test
    void a_subprotocol_carries_the_token_encoded_or_as_it_is() {
        assertThat(SubprotocolEntry.read("jwt." + base64url("a.b.c"))).isEqualTo(ABC);
        // Padded, as Python's urlsafe_b64encode leaves it.
        assertThat(SubprotocolEntry.read("jwt." + "YS5iLmNk" + "ZQ==")).isEqualTo(new Token("a.b.cde"));
        assertThat(SubprotocolEntry.read("jwt.a.b.c")).isEqualTo(ABC);
        assertThat(SubprotocolEntry.read("bearer.a.b.c")).isEqualTo(ABC);
        assertThat(SubprotocolEntry.read("bearer.opaque")).isEqualTo(new Token("opaque"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat", "jwt", "jwt-auth", "JWT.abc", "Bearer.abc", "holdfast.v1", ""})
    void other_subprotocols_are_no_credentials(String entry) {
        assertThat(SubprotocolEntry.read(entry)).isInstanceOf(Absent.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jwt.", "bearer.", "jwt.abcde", "jwt.ab+c", "jwt.a=b", "jwt.gICA", "jwt.a b.c"})
    void a_subprotocol_with_the_prefix_and_no_token_is_unreadable(String entry) {
        assertThat(SubprotocolEntry.read(entry)).isInstanceOf(Unreadable.class);
    }

    @ParameterizedTest
    @CsvSource({
        "ticket=a.b.c, a.b.c",
        "x=1&ticket=a.b.c&y, a.b.c",
        "tick%65t=a%2Eb%2ec, a.b.c",
        "ticket=a.b.c&ticket=a%2Eb.c, a.b.c",
        "&&ticket=a.b.c&, a.b.c",
    })
    void a_ticket_is_found_in_the_query(String query, String ticket) {
        assertThat(QueryText.read(query, "ticket")).isEqualTo(new Token(ticket));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ticket", "Ticket=a", "x=ticket=a", "tickets=a", "x=%", "%74=a"})
    void a_query_without_a_ticket_is_absent(String query) {
        assertThat(QueryText.read(query, "ticket")).isInstanceOf(Absent.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ticket=", "ticket=a%", "ticket=a%zz", "ticket=a%0Ab", "ticket=%C3%A9"})
    void a_ticket_that_can_be_none_is_unreadable(String query) {
        assertThat(QueryText.read(query, "ticket")).isInstanceOf(Unreadable.class);
    }

    @Test
    void names_that_would_need_quoting_are_refused_with_what_was_found() {
        assertThatThrownBy(() -> new CarrierOptions(Set.of(Carrier.COOKIE), "my token", "ticket"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the cookie name is \"my token\", expected letters, digits, '-', '_' or '.'");
        assertThatThrownBy(() -> new CarrierOptions(Set.of(Carrier.TICKET), "token", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("query parameter is \"\"");
        assertThat(CarrierOptions.of(Set.of()).enabled()).isEmpty();
    }
}
