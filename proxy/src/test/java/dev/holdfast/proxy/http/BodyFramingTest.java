package dev.holdfast.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyFramingTest {
    @Test
    void a_body_with_a_length_ends_there() {
        assertThat(end("Content-Length: 5", "hello, and more")).isEqualTo(5);
        assertThat(of(200, "Content-Length: 0").done()).isTrue();
    }

    @Test
    void where_a_trailer_could_name_a_user_it_breaks_the_body() {
        BodyFraming with = BodyFraming.ofRequest(List.of("chunked"), List.of());
        with.refuseTrailers();
        BodyFraming without = BodyFraming.ofRequest(List.of("chunked"), List.of());
        without.refuseTrailers();

        with.passing(Unpooled.copiedBuffer("1\r\na\r\n0\r\nX-User: eve\r\n\r\n", StandardCharsets.US_ASCII));
        without.passing(Unpooled.copiedBuffer("1\r\na\r\n0\r\n\r\n", StandardCharsets.US_ASCII));

        assertThat(with.broken()).isTrue();
        assertThat(with.flaw()).contains("behind its last chunk");
        assertThat(without.done()).isTrue();
    }

    @Test
    void a_body_in_chunks_ends_behind_its_trailer() {
        String body = "5;x=y\r\nhello\r\n0A\r\n0123456789\r\n0\r\nA: b\r\nC: d\r\n\r\n";
        assertThat(end("Transfer-Encoding: chunked", body + "HTTP/1.1 200")).isEqualTo(body.length());
        assertThat(end("Transfer-Encoding: gzip, chunked", "0\r\n\r\nmore")).isEqualTo(5);
    }

    @Test
    void what_has_no_body_has_none_whatever_its_headers_say() {
        for (int status : new int[] {204, 304}) {
            assertThat(of(status, "Content-Length: 5").done()).isTrue();
        }
        assertThat(BodyFraming.of(head(200, "Content-Length: 5"), true).done()).isTrue();
    }

    @Test
    void without_either_an_answer_ends_with_its_connection_and_a_request_at_once() {
        assertThat(of(200, "A: b").untilEnd()).isTrue();
        assertThat(BodyFraming.ofRequest(List.of(), List.of()).done()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: -1", "Content-Length: 1x", "Content-Length: 1\r\nContent-Length: 2"})
    void two_lengths_or_none_that_can_be_read_break_it(String headers) {
        assertThat(of(200, headers).broken()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\r\n", "\r\n", "1\r\naX", "FFFFFFFFFFFFFFFFF\r\n"})
    void chunks_that_are_none_break_it(String body) {
        BodyFraming framing = of(200, "Transfer-Encoding: chunked");
        framing.passing(Unpooled.copiedBuffer(body, StandardCharsets.US_ASCII));
        assertThat(framing.broken()).isTrue();
    }

    /// Where it ends, read byte by byte as well as at once.
    private static int end(String headers, String body) {
        BodyFraming bytewise = of(200, headers);
        int at = 0;
        while (!bytewise.done()) {
            assertThat(bytewise.passing(Unpooled.wrappedBuffer(new byte[] {(byte) body.charAt(at)})))
                    .isEqualTo(1);
            at++;
        }
        BodyFraming whole = of(200, headers);
        assertThat(whole.passing(Unpooled.copiedBuffer(body, StandardCharsets.US_ASCII)))
                .isEqualTo(at);
        assertThat(whole.done()).isTrue();
        return at;
    }

    private static BodyFraming of(int status, String headers) {
        return BodyFraming.of(head(status, headers), false);
    }

    private static AnswerHead head(int status, String headers) {
        AnswerReader reader = new AnswerReader(1000);
        return ((AnswerReader.Complete) reader.read(Unpooled.copiedBuffer(
                        "HTTP/1.1 " + status + " X\r\n" + headers + "\r\n\r\n", StandardCharsets.US_ASCII)))
                .head();
    }
}
