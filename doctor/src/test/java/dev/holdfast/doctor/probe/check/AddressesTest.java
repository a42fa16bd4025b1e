package dev.holdfast.doctor.probe.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.doctor.probe.finding.Finding;
import dev.holdfast.doctor.probe.finding.Row;
import dev.holdfast.doctor.probe.target.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A name that has an address of each family, and a server that listens on one of them or on both.
final class AddressesTest {
    private static final String NAME = "both.example.org";

    @BeforeAll
    static void this_machine_has_ipv6() {
        try (ServerSocket socket = new ServerSocket(0, 1, address("::1"))) {
            assertThat(socket.isBound()).isTrue();
        } catch (IOException _) {
            Assumptions.abort("this machine has no IPv6");
        }
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (IOException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    /// What was seen, and where later checks go.
    private record Seen(List<Row> rows, List<Finding> findings, List<String> reached) {}

    private static Seen examined(int port, String... addresses) {
        Examination examination = new Examination(
                ProbeOptions.of(Target.of("ws://" + NAME + ":" + port + "/ws")).within(Probed.LIMITS));
        Notes notes = new Notes("address", Progress.NOBODY);
        new AddressCheck(host -> {
                    assertThat(host).isEqualTo(NAME);
                    return Arrays.stream(addresses).map(AddressesTest::address).toArray(InetAddress[]::new);
                })
                .run(examination, notes);
        return new Seen(
                notes.rows(),
                notes.findings(),
                examination.reached() ? List.of(examination.address().getHostAddress()) : List.of());
    }

    private static List<String> knocked(Seen seen) {
        return seen.rows().stream()
                .filter(row -> row.what().startsWith("IPv"))
                .map(row -> row.mark().word() + " " + row.what().substring(0, 4))
                .toList();
    }

    @Test
    void a_server_on_ipv4_alone_is_told_from_one_on_both() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 10, address("127.0.0.1"))) {
            Seen seen = examined(server.getLocalPort(), "::1", "127.0.0.1");

            assertThat(knocked(seen)).containsExactly("bad IPv6", "good IPv4");
            assertThat(seen.reached()).containsExactly("127.0.0.1");
            assertThat(seen.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.id()).isEqualTo("connect-refused-or-ipv6-localhost");
                assertThat(finding.confidence()).isEqualTo("PROVEN");
                assertThat(finding.evidence())
                        .anyMatch(clause -> clause.startsWith("IPv6") && clause.contains("refused"))
                        .anyMatch(clause -> clause.startsWith("IPv4 127.0.0.1") && clause.contains("took"));
            });
        }
    }

    @Test
    void a_server_on_ipv6_alone_is_reached_there() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 10, address("::1"))) {
            Seen seen = examined(server.getLocalPort(), "127.0.0.1", "::1");

            assertThat(knocked(seen)).containsExactly("bad IPv4", "good IPv6");
            assertThat(seen.reached()).containsExactly("0:0:0:0:0:0:0:1");
            assertThat(seen.findings()).extracting(Finding::id).containsExactly("connect-refused-or-ipv6-localhost");
        }
    }

    @Test
    void a_server_on_both_is_healthy() throws IOException {
        // A socket of Java's that is bound to no address takes both.
        try (ServerSocket server = new ServerSocket(0)) {
            Seen seen = examined(server.getLocalPort(), "::1", "127.0.0.1");

            assertThat(knocked(seen)).containsExactly("good IPv6", "good IPv4");
            assertThat(seen.findings()).isEmpty();
        }
    }
}
