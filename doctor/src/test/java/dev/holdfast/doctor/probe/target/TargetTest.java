package dev.holdfast.doctor.probe.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TargetTest {
    @ParameterizedTest
    @CsvSource({
        "ws://example.com, example.com:80, example.com, ws://example.com/",
        "wss://example.com/ws, example.com:443, example.com, wss://example.com/ws",
        "ws://[::1]:8080/a?b=c, [::1]:8080, [::1]:8080, ws://[::1]:8080/a?b=c",
        "WSS://Example.com:443/, Example.com:443, Example.com, wss://Example.com/",
        "ws://h/?token=abcdefgh, h:80, h, ws://h/?token=<redacted>",
    })
    void a_url_is_read_and_shown_without_secrets(String url, String authority, String host, String shown) {
        Target target = Target.of(url);

        assertThat(target.authority()).isEqualTo(authority);
        assertThat(target.hostHeader()).isEqualTo(host);
        assertThat(target.shown()).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"http://example.com", "example.com/ws", "ws:///ws", "ws://a:b@c/", "ws://c/#x", "'ws://c/ d'"})
    void what_is_no_such_url_is_refused_without_repeating_it(String url) {
        assertThatThrownBy(() -> Target.of(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("a:b");
    }

    @Test
    void a_piece_of_a_secret_is_masked_in_whatever_form_it_comes() {
        Secrets secrets = Secrets.of("abcdefghijklmnop+/==", null);

        assertThat(secrets.mask("it was abcdefghijklmnop+/==.")).isEqualTo("it was <redacted>.");
        assertThat(secrets.mask("it was …defghijklm…")).isEqualTo("it was …<redacted>…");
        assertThat(secrets.mask("it was abcdefghijklmnop%2B%2F%3D%3D")).isEqualTo("it was <redacted>");
        assertThat(secrets.mask("nothing of it: abcdefg")).isEqualTo("nothing of it: abcdefg");
        assertThat(Secrets.of("word", null).mask("a word")).isEqualTo("a <redacted>");
        assertThat(Secrets.of(null, "sid=0123456789abcdefgh&room=5").mask("sid 0123456789abcdefgh, room 5"))
                .isEqualTo("sid <redacted>, room 5");
    }
}
