package dev.holdfast.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.proxy.backend.Backend;
import dev.holdfast.proxy.fixture.RawBackend;
import dev.holdfast.proxy.fixture.TestGateway;
import dev.holdfast.server.connection.SilentConnects;
import dev.holdfast.server.fixture.RawClient;
import dev.holdfast.server.fixture.TestCertificates;
import dev.holdfast.server.handshake.HttpAnswer;
import dev.holdfast.server.transport.TlsUnusableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `wss://` on either side.
class TlsTest {
    @TempDir
    static Path folder;

    private static TestCertificates ours;
    private static TestCertificates somebodys;
    private static TestCertificates elsewhere;

    @BeforeAll
    static void certificates() throws Exception {
        ours = TestCertificates.of(folder, "ours", "dns:localhost,ip:127.0.0.1");
        somebodys = TestCertificates.of(folder, "somebodys", "dns:localhost");
        elsewhere = TestCertificates.of(folder, "elsewhere", "dns:app.internal");
    }

    private static TestGateway secured(int port, @Nullable Path clientAuthorities) throws IOException {
        return TestGateway.with(
                told -> told.tls = new TlsOptions(ours.certificate(), ours.key(), clientAuthorities), port);
    }

    private static TestGateway before(TlsBackend backend, BackendTlsOptions tls) throws IOException {
        return TestGateway.with(
                told -> {
                    told.to = List.of(new Backend(true, "localhost", backend.port()));
                    told.backendTls = tls;
                },
                0);
    }

    private static SSLSocket connect(TestGateway gateway, SSLContext context) throws IOException {
        InetSocketAddress address = gateway.gateway.address();
        SSLSocket socket = (SSLSocket)
                context.getSocketFactory().createSocket(address.getAddress().getHostAddress(), address.getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int octet = in.read();
            assertThat(octet).as("more after: %s", head).isNotNegative();
            head.write(octet);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void frames_pass_from_tls_to_plain_and_back_and_the_backend_hears_that_it_was_https() throws Exception {
        try (var backend = new RawBackend();
                TestGateway gateway = secured(backend.port(), null)) {
            try (SSLSocket client = connect(gateway, ours.trusting())) {
                client.getOutputStream().write(RawClient.request("/ws").getBytes(StandardCharsets.ISO_8859_1));
                var taken = backend.takeOneThatAsks();
                assertThat(taken.header("X-Forwarded-Proto")).isEqualTo("https");
                taken.accept();
                assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 101");
                byte[] large = new byte[300_000];
                taken.send(new byte[] {(byte) 0x82, 127, 0, 0, 0, 0, 0, 4, (byte) 0x93, (byte) 0xE0})
                        .send(large);
                assertThat(client.getInputStream().readNBytes(10 + large.length))
                        .hasSize(10 + large.length);
                client.getOutputStream().write(new byte[] {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 3, (byte) 0xE8});
                assertThat(taken.readFrame()).containsExactly(0x03, 0xE8);
                taken.close(1000, "");
                taken.fin();
                assertThat(client.getInputStream().readNBytes(4)).containsExactly(0x88, 2, 3, 0xE8);
                assertThat(client.getInputStream().read())
                        .as("ended in order, by TLS's last word")
                        .isNegative();
            }
            EndRecord end = gateway.end();
            assertThat(end.explanation().cause()).isEqualTo(Cause.CLIENT_LEFT);
            assertThat(end.explanation().confidence()).isEqualTo(Confidence.PROVEN);
        }
    }

    @Test
    void a_client_that_does_not_trust_the_certificate_is_named_by_its_alert() throws Exception {
        try (var backend = new RawBackend();
                TestGateway gateway = secured(backend.port(), null)) {
            try (SSLSocket client = connect(gateway, somebodys.trusting())) {
                assertThatThrownBy(client::startHandshake).isInstanceOf(SSLException.class);
            }
            EndRecord end = gateway.end();
            assertThat(end.explanation().cause()).isEqualTo(Cause.TLS_CERT_UNTRUSTED);
            assertThat(end.explanation().confidence()).isEqualTo(Confidence.PROVEN);
            assertThat(end.opened()).isFalse();
        }
    }

    @Test
    void a_client_that_looks_at_the_certificate_and_goes_is_counted_apart_from_port_scans() throws Exception {
        try (var backend = new RawBackend();
                TestGateway gateway = secured(backend.port(), null)) {
            try (SSLSocket client = connect(gateway, ours.trusting())) {
                client.startHandshake();
            }
            gateway.connect().close();
            while (gateway.gateway.figures().snapshot().silentConnects() < 2) {
                Thread.onSpinWait();
            }
            gateway.time.advance(SilentConnects.PERIOD);
            Notice told = gateway.recording.notice("silent-connects");
            assertThat(told.fields()).containsEntry("count", 2).containsEntry("after_tls", 1);
            assertThat(told.message()).contains("on 1 of them TLS stood");
        }
    }

    @Test
    void plain_http_to_a_port_of_tls_is_named() throws Exception {
        try (var backend = new RawBackend();
                TestGateway gateway = secured(backend.port(), null)) {
            try (RawClient client = gateway.connect()) {
                client.send(RawClient.request("/ws"));
                assertThat(client.rest()).isEmpty();
            } catch (java.net.SocketException reset) {
                // What it had sent was not all read.
            }
            assertThat(gateway.end().explanation().cause()).isEqualTo(Cause.TLS_HANDSHAKE_FAILED);
        }
    }

    @Test
    void a_client_certificate_is_asked_for_where_it_is_to_be() throws Exception {
        try (var backend = new RawBackend();
                TestGateway gateway = secured(backend.port(), somebodys.certificate())) {
            try (SSLSocket client = connect(gateway, ours.trusting())) {
                assertThatThrownBy(() -> {
                            client.startHandshake();
                            client.getInputStream().read();
                        })
                        .isInstanceOf(IOException.class);
            }
            assertThat(gateway.end().explanation().cause()).isEqualTo(Cause.TLS_HANDSHAKE_FAILED);
            try (SSLSocket client = connect(gateway, somebodys.context(ours))) {
                client.getOutputStream().write(RawClient.request("/ws").getBytes(StandardCharsets.ISO_8859_1));
                backend.upgrade().fin();
                assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 101");
            }
            gateway.end();
        }
    }

    @Test
    void a_backend_is_asked_by_tls_and_believed_when_its_authority_is_known() throws Exception {
        try (TlsBackend backend = new TlsBackend(ours.context(null));
                TestGateway gateway = before(backend, new BackendTlsOptions(ours.certificate(), null, null, null));
                RawClient client = gateway.connect()) {
            client.send(RawClient.request("/ws"));
            try (SSLSocket taken = backend.upgrade()) {
                assertThat(client.head()).startsWith("HTTP/1.1 101");
                taken.getOutputStream().write(new byte[] {(byte) 0x81, 2, 'h', 'i'});
                assertThat(client.read().text()).isEqualTo("hi");
                client.close(1000, "");
                assertThat(taken.getInputStream().readNBytes(8)).hasSize(8);
            }
            client.fin();
            assertThat(gateway.end().explanation().cause()).isEqualTo(Cause.CLIENT_LEFT);
        }
    }

    @Test
    void a_backend_whose_certificate_is_not_trusted_is_not_asked_and_that_is_said() throws Exception {
        try (TlsBackend backend = new TlsBackend(ours.context(null));
                TestGateway gateway =
                        before(backend, new BackendTlsOptions(somebodys.certificate(), null, null, null));
                RawClient client = gateway.connect()) {
            client.send(RawClient.request("/ws"));
            backend.failToAccept();
            assertThat(client.head()).startsWith("HTTP/1.1 502");
            client.fin();
            EndRecord end = gateway.end();
            assertThat(end.explanation().cause()).isEqualTo(Cause.BACKEND_UNREACHABLE);
            assertThat(end.explanation().summary()).contains("TLS with it failed");
            assertThat(end.explanation().evidence().toString()).contains("unable to find valid certification path");
            assertThat(end.explanation().fix()).contains("backend-tls.authorities");
        }
    }

    @Test
    void a_backend_with_a_certificate_for_another_name_is_refused_unless_that_is_the_name_it_is_to_have()
            throws Exception {
        try (TlsBackend backend = new TlsBackend(elsewhere.context(null))) {
            try (TestGateway gateway =
                            before(backend, new BackendTlsOptions(elsewhere.certificate(), null, null, null));
                    RawClient client = gateway.connect()) {
                client.send(RawClient.request("/ws"));
                backend.failToAccept();
                assertThat(client.head()).startsWith("HTTP/1.1 502");
                client.fin();
                assertThat(gateway.end().explanation().evidence().toString()).contains("localhost");
            }
            try (TestGateway gateway = before(
                            backend, new BackendTlsOptions(elsewhere.certificate(), "app.internal", null, null));
                    RawClient client = gateway.connect()) {
                client.send(RawClient.request("/ws"));
                try (SSLSocket taken = backend.upgrade()) {
                    assertThat(client.head()).startsWith("HTTP/1.1 101");
                    assertThat(((ExtendedSSLSession) taken.getSession()).getRequestedServerNames())
                            .containsExactly(new SNIHostName("app.internal"));
                }
                client.fin();
                gateway.end();
            }
        }
    }

    @Test
    void the_gateway_shows_its_own_certificate_to_a_backend_that_asks() throws Exception {
        try (TlsBackend backend = new TlsBackend(ours.context(somebodys))) {
            backend.asksForACertificate();
            try (TestGateway gateway = before(
                            backend,
                            new BackendTlsOptions(ours.certificate(), null, somebodys.certificate(), somebodys.key()));
                    RawClient client = gateway.connect()) {
                client.send(RawClient.request("/ws"));
                try (SSLSocket taken = backend.upgrade()) {
                    assertThat(client.head()).startsWith("HTTP/1.1 101");
                    assertThat(taken.getSession().getPeerPrincipal().getName()).isEqualTo("CN=somebodys");
                }
                client.fin();
                gateway.end();
            }
        }
    }

    @Test
    void files_that_cannot_be_used_are_named() throws IOException {
        Path nonsense = Files.writeString(folder.resolve("nonsense.pem"), "this is no certificate");
        assertThatThrownBy(() -> TestGateway.with(told -> told.tls = new TlsOptions(nonsense, ours.key(), null), 1))
                .isInstanceOf(TlsUnusableException.class)
                .hasMessageContaining("nonsense.pem")
                .hasMessageContaining("expected PEM files");
    }

    /// A backend that speaks TLS, by the JDK.
    private static final class TlsBackend implements AutoCloseable {
        private final SSLServerSocket listening;

        TlsBackend(SSLContext context) throws IOException {
            listening = (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            listening.setSoTimeout(10_000);
        }

        int port() {
            return listening.getLocalPort();
        }

        void asksForACertificate() {
            SSLParameters parameters = listening.getSSLParameters();
            parameters.setNeedClientAuth(true);
            listening.setSSLParameters(parameters);
        }

        SSLSocket upgrade() throws IOException {
            SSLSocket taken = (SSLSocket) listening.accept();
            taken.setSoTimeout(10_000);
            String head = head(taken.getInputStream());
            String key = head.lines()
                    .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("sec-websocket-key:"))
                    .findFirst()
                    .orElseThrow()
                    .substring("sec-websocket-key:".length())
                    .strip();
            taken.getOutputStream()
                    .write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                    + "Sec-WebSocket-Accept: " + HttpAnswer.accept(key) + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return taken;
        }

        void failToAccept() throws IOException {
            try (SSLSocket taken = (SSLSocket) listening.accept()) {
                taken.setSoTimeout(10_000);
                assertThatThrownBy(() -> {
                            taken.startHandshake();
                            taken.getInputStream().read();
                        })
                        .isInstanceOf(IOException.class);
            }
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }
}
