package dev.holdfast.core.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    @ParameterizedTest
    @CsvSource({
        "jwt.Zm9v, jwt.<redacted>",
        "jwt.a.b.c, jwt.<redacted>",
        "JWT.Zm9v, jwt.<redacted>",
        "bearer.Zm9v, bearer.<redacted>",
        "Bearer.Zm9v, bearer.<redacted>",
        "token.Zm9v, token.<redacted>",
        "access_token.Zm9v, access_token.<redacted>",
        "base64url.bearer.authorization.k8s.io.Zm9v, <redacted>",
        "eyJhbGciOiJIUzI1NiJ9.e30.c2ln, <redacted>",
        "jwt., jwt.<redacted>",
    })
    void an_entry_with_a_token_is_recognised_and_replaced(String entry, String redacted) {
        assertThat(SubprotocolEntry.carriesSecret(entry)).isTrue();
        assertThat(SubprotocolEntry.redact(entry)).isEqualTo(redacted);
    }

    @Test
    void what_is_longer_than_any_name_is_taken_for_a_secret() {
        assertThat(SubprotocolEntry.carriesSecret("a".repeat(64))).isFalse();
        assertThat(SubprotocolEntry.redact("a".repeat(65))).isEqualTo("<redacted>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat", "jwt-auth", "holdfast.v1", "graphql-transport-ws", "v4.channel.k8s.io", "jwt", ""})
    void a_name_stays_as_it_is(String entry) {
        assertThat(SubprotocolEntry.carriesSecret(entry)).isFalse();
        assertThat(SubprotocolEntry.redact(entry)).isEqualTo(entry);
    }

    @ParameterizedTest
    @CsvSource({
        "ticket=s3cret, ticket=<redacted>",
        "room=5&ticket=s3cret&x=1, room=5&ticket=<redacted>&x=1",
        "ACCESS_TOKEN=s3cret, ACCESS_TOKEN=<redacted>",
        "%74icket=s3cret, %74icket=<redacted>",
        "apiKey=s3cret&key=s3cret&x-auth-token=s3cret, apiKey=<redacted>&key=<redacted>&x-auth-token=<redacted>",
        "auth=s3cret&jwt=s3cret&code=s3cret&sig=s3cret, auth=<redacted>&jwt=<redacted>&code=<redacted>&sig=<redacted>",
        "x=eyJs3cret, x=<redacted>",
        "x=%65yJs3cret, x=<redacted>",
        "eyJs3cret, <redacted>",
        "eyJs3cret=, <redacted>",
        "a=1;ticket=s3cret&b=2, a=1;ticket=<redacted>&b=2",
        "password=s3;cret&b=2, password=<redacted>&b=2",
        "own=s3cret, own=<redacted>",
    })
    void a_secret_in_a_query_is_replaced_and_the_rest_stays(String query, String redacted) {
        assertThat(QueryText.redact(query, Set.of("own"))).isEqualTo(redacted).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a=b", "a=b&", "&&", "a=%zz&b=%", "monkeys=3", "attempt=1&own=x", "a;b=c", "="})
    void a_query_without_secrets_stays_as_it_is(String query) {
        assertThat(QueryText.redact(query)).isEqualTo(query);
    }
}
