package dev.holdfast.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindFailureTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bind(..) failed with error(-98): Address already in use|The port 80 is taken by another program: stop"
                        + " that one, or choose another port with --port (0 takes a free one).",
                "Permission denied|This user may not listen on port 80: choose one above 1023 with --port.",
                "Cannot assign requested address|This machine has no address 192.0.2.1:80: set listen to one it has, or"
                        + " to 0.0.0.0:80.",
                "Too many open files|It is not possible to listen on 192.0.2.1:80 (Too many open files): choose another"
                        + " address with listen or another port with --port."
            })
    void each_reason_has_its_own_advice(String reason, String sentence) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 80);

        assertThat(BindFailure.sentence(address, new IOException(reason))).isEqualTo(sentence);
    }
}
