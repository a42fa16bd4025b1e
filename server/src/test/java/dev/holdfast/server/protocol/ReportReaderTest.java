package dev.holdfast.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.evidence.ClientReport;
import dev.holdfast.core.evidence.ClientReport.EndedBy;
import dev.holdfast.core.evidence.ClientReport.SeenClose;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportReaderTest {
    private static final String ATTEMPT = "0b9f6c0e-1111";

    private static ReportReader.@Nullable Received read(String json) {
        return ReportReader.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static ClientReport said(String fields) {
        return read("{\"attempt\":\"" + ATTEMPT + "\"," + fields + "}").report();
    }

    @Test
    void everything_that_the_specification_lists_is_read() {
        ClientReport report = said("""
                "tab":"5c0d0000","agent":"@holdfast/client/0.1.0","opened":true,"connectMs":6,"openMs":312400,
                "close":{"code":1006,"clean":false,"reason":"","error":true},"endedBy":"connect-timeout",
                "thrown":"SecurityError","found":"mixed-content","lastReceivedMs":1,"lastSentMs":2,
                "bufferedBytes":9007199254740991,"hidden":true,"hiddenMs":3,"frozenMs":4,"bfcache":false,"lateMs":5,
                "lateHidden":true,"clockJumpMs":-1804210,"pingLateMs":7,"online":true,"offlineMs":8,"network":"wifi",
                "networkChanges":9,"instances":10,"created":11,"stack":"0123abcd","tries":12,"ageMs":2147483647""");

        assertThat(report)
                .isEqualTo(new ClientReport(
                        "5c0d0000",
                        "@holdfast/client/0.1.0",
                        true,
                        Duration.ofMillis(6),
                        Duration.ofMillis(312_400),
                        new SeenClose(1006, false, "", true),
                        EndedBy.CONNECT_TIMEOUT,
                        "SecurityError",
                        "mixed-content",
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        9_007_199_254_740_991L,
                        true,
                        Duration.ofMillis(3),
                        Duration.ofMillis(4),
                        false,
                        Duration.ofMillis(5),
                        true,
                        Duration.ofMillis(-1_804_210),
                        Duration.ofMillis(7),
                        true,
                        Duration.ofMillis(8),
                        "wifi",
                        9,
                        10,
                        11,
                        "0123abcd",
                        12,
                        Duration.ofMillis(Integer.MAX_VALUE)));
    }

    @Test
    void what_was_not_said_is_not_made_up() {
        ClientReport report = said("\"future\":{\"x\":[1,2]}");
        assertThat(Arrays.stream(ClientReport.class.getRecordComponents()).map(component -> {
                    try {
                        return component.getAccessor().invoke(report);
                    } catch (ReflectiveOperationException e) {
                        throw new AssertionError(e);
                    }
                }))
                .containsOnlyNulls();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"openMs\":-1",
                "\"openMs\":2147483648",
                "\"openMs\":1.5",
                "\"openMs\":\"7\"",
                "\"openMs\":99999999999999999999999999",
                "\"openMs\":true",
                "\"openMs\":null",
                "\"openMs\":[7]",
                "\"openMs\":{\"a\":7}",
            })
    void a_field_of_another_type_or_outside_its_bound_is_left_out_alone(String bad) {
        ClientReport report = said(bad + ",\"hidden\":true");
        assertThat(report.open()).isNull();
        assertThat(report.hidden()).isTrue();
    }

    @Test
    void texts_are_bounded() {
        assertThat(said("\"thrown\":\"" + "x".repeat(65) + "\"").thrown()).isNull();
        assertThat(said("\"found\":\"Not An Id\"").found()).isNull();
        assertThat(said("\"stack\":\"0123ABCD\"").stack()).isNull();
        assertThat(said("\"tab\":\"short\"").tab()).isNull();
        assertThat(said("\"endedBy\":\"somebody\"").endedBy()).isNull();
        assertThat(said("\"close\":{\"reason\":\"" + "ä".repeat(62) + "\",\"code\":70000}")
                        .close())
                .isEqualTo(new SeenClose(null, null, null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "7",
                "{}",
                "{\"attempt\":7}",
                "{\"attempt\":\"short\"}",
                "{\"attempt\":\"with spaces in it\"}",
                "{\"attempt\":\"0b9f6c0e-1111\"",
                "{\"attempt\":\"0b9f6c0e-1111\"} x",
                "{\"attempt\":\"0b9f6c0e-1111\",\"attempt\":\"0b9f6c0e-2222\"}",
                "{\"attempt\":\"0b9f6c0e-1111\",\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}}}}",
            })
    void what_is_no_report_is_nothing(String json) {
        assertThat(read(json)).isNull();
    }

    @Test
    void more_than_the_bound_is_not_looked_at() {
        String report = "{\"attempt\":\"" + ATTEMPT + "\"";
        String longest = report + " ".repeat(ReportReader.MOST_BYTES - report.length() - 1) + "}";
        assertThat(read(longest)).isNotNull();
        assertThat(read(longest + " ")).isNull();
    }

    @Test
    void no_bytes_make_it_fail() {
        byte[] good = ("{\"attempt\":\"" + ATTEMPT + "\",\"openMs\":5,\"close\":{\"code\":1006,\"reason\":\"ä\"}}")
                .getBytes(StandardCharsets.UTF_8);
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            byte[] bent = good.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bent[random.nextInt(bent.length)] ^= (byte) (1 << random.nextInt(8));
            }
            var received = ReportReader.read(Arrays.copyOf(bent, random.nextInt(bent.length + 1)));
            assertThat(received == null || received.attempt().length() >= 8).isTrue();
        }
    }
}
