package dev.holdfast.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtOptionsTest {
    private static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIDHTCCAgWgAwIBAgIUcwRVO4ECDxpYRiPjphCoK1NJ0OkwDQYJKoZIhvcNAQEL
            BQAwHTEbMBkGA1UEAwwSaXNzdWVyLmV4YW1wbGUuY29tMCAXDTI2MTEyMzA5Mzg1
            MFoYDzIxMjYxMDMwMDkzODUwWjAdMRswGQYDVQQDDBJpc3N1ZXIuZXhhbXBsZS5j
            b20wggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQC3/FUlOjjpaGPIZdLU
            qmHHV+awyHIQMy1+LTfQHvbhF/HWpVpBrnzYT6/4/ShYKiDk5VYAHLTgDkvQyyFr
            MqfMZq+RvH4ddHWIHHKvmXNduL/kVobvWOleSo0XBs9ayBvlnmtM0l/m2OAAMyKM
            T4XZ10iUYQmYsqXXl/bsENrcnla737rCcCBH8sIJ2Xuq7TDQok/d9Serh3liNEAT
            gQgDrPI5zjKyjsn2t3KDNrk4QUh2aDsnpmVfNzNZIGjAYjBuMTLcFIfQTxjZisXV
            WHrRkz1O8R3rs9bOsPGcC1gxdL0Cipg0DfB2vvy06Ew3JhlxGsXa1F3o0QfomzOP
            qcg7AgMBAAGjUzBRMB0GA1UdDgQWBBTPJN/pxnpTVuv8maIsRksWHDXGDDAfBgNV
            HSMEGDAWgBTPJN/pxnpTVuv8maIsRksWHDXGDDAPBgNVHRMBAf8EBTADAQH/MA0G
            CSqGSIb3DQEBCwUAA4IBAQAZ1R9dTz1+XfaVlWVDKqRgm+Q9aTDm7aefIvL+bVvG
            iT3VSGU8lftNiUHoQFYTYauh4RKSh+E4RQjRKY/2RjG3gTtefrhmvOOmONAfSy6/
            slC8DcTh8S6cly1oFrGA5qzojA/URfgq8WUpK5up0DqJJC2kzWQsjFtyHNgM6hkX
            Sm8oJ4SK38cbx7yB2Lh5c5vNJ4zXPUNE5xZzhRennePy4q85Fi9jCV0s1+6d6THI
            pq13jfOO9v++8LSDp/Iv+XoUSvDFnaY3e6qm3P9fox6DuydH1CLR480TdbF9+8We
            DuGFRgcmeV57rCSGfC6NBm1bv55VtterrhugvgjIe50O
            -----END CERTIFICATE-----
            """;

    private static final SharedSecret SECRET = SharedSecret.of(TestKeys.SECRET);

    @Test
    void the_defaults_are_the_documented_ones() {
        assertThat(JwtOptions.of(SECRET))
                .isEqualTo(new JwtOptions(SECRET, null, null, Duration.ofSeconds(60), 8192, "sub", true));
        URI url = URI.create("https://issuer.example.com/jwks.json");
        assertThat(KeyServer.at(url))
                .isEqualTo(new KeyServer(
                        url, Duration.ofSeconds(2), 262_144, Duration.ofMinutes(10), Duration.ofSeconds(30)));
    }

    @Test
    void a_secret_is_at_least_as_long_as_its_hash() {
        refused(() -> SharedSecret.ofText("x".repeat(31)))
                .hasMessage("the HS256 secret has 31 bytes, expected at least 32: make one with"
                        + " `openssl rand -base64 32` and give it to the issuer as well");
        assertThat(SharedSecret.ofText("x".repeat(32)).toString()).isEqualTo("SharedSecret[32 bytes]");
        assertThat(SharedSecret.ofText("é".repeat(16)).bytes()).hasSize(32);
    }

    @Test
    void a_public_key_is_not_taken_for_a_secret() {
        refused(() -> SharedSecret.ofText(TestKeys.pem("PUBLIC KEY", TestKeys.RSA.getPublic())))
                .hasMessageContaining("the HS256 secret is a key in PEM form, expected random text");
    }

    @Test
    void a_secret_keeps_its_own_copy() {
        byte[] bytes = TestKeys.SECRET.clone();
        SharedSecret secret = SharedSecret.of(bytes);
        bytes[0] = 0;
        secret.bytes()[1] = 0;

        assertThat(secret.bytes()).isEqualTo(TestKeys.SECRET);
    }

    @Test
    void a_public_key_is_read_from_pem_with_the_one_algorithm_that_fits() {
        assertThat(TrustedPublicKey.ofPem(TestKeys.pem("PUBLIC KEY", TestKeys.RSA.getPublic())))
                .isEqualTo(new TrustedPublicKey(TestKeys.RSA.getPublic()))
                .hasToString("TrustedPublicKey[RS256]");
        assertThat(TrustedPublicKey.ofPem("# ours\r\n"
                                + TestKeys.pem("PUBLIC KEY", TestKeys.EC.getPublic())
                                        .replace("\n", "\r\n"))
                        .algorithm())
                .isEqualTo(SigningAlgorithm.ES256);
        assertThat(TrustedPublicKey.ofPem(CERTIFICATE).algorithm()).isEqualTo(SigningAlgorithm.RS256);
    }

    @Test
    void pem_that_holds_no_public_key_is_told_with_what_to_do() {
        String rsa = TestKeys.pem("PUBLIC KEY", TestKeys.RSA.getPublic());
        refused(() -> TrustedPublicKey.ofPem("/etc/holdfast/key.pem"))
                .hasMessageEndingWith("check that it is the file's text and not its name");
        refused(() -> TrustedPublicKey.ofPem("-----BEGIN")).hasMessageContaining("holds no PEM block");
        refused(() -> TrustedPublicKey.ofPem(rsa.substring(0, 200))).hasMessageContaining("the file seems cut off");
        refused(() -> TrustedPublicKey.ofPem(rsa + rsa)).hasMessageContaining("more than one PEM block");
        refused(() -> TrustedPublicKey.ofPem(TestKeys.pem("PRIVATE KEY", TestKeys.RSA.getPrivate())))
                .hasMessageStartingWith("a private key was given where a public one is expected");
        refused(() -> TrustedPublicKey.ofPem(TestKeys.pem("RSA PUBLIC KEY", TestKeys.RSA.getPublic())))
                .hasMessageContaining("PKCS#1")
                .hasMessageContaining("openssl rsa");
        refused(() -> TrustedPublicKey.ofPem(TestKeys.pem("SPELL BOOK", TestKeys.RSA.getPublic())))
                .hasMessageContaining("of an unknown kind, expected PUBLIC KEY or CERTIFICATE");
        refused(() -> TrustedPublicKey.ofPem(TestKeys.pem("CERTIFICATE", TestKeys.RSA.getPublic())))
                .hasMessageContaining("the certificate can't be read");
        refused(() -> TrustedPublicKey.ofPem("-----BEGIN PUBLIC KEY-----\nA\n-----END PUBLIC KEY-----"))
                .hasMessageContaining("is not base64");
        refused(() -> TrustedPublicKey.ofPem("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"))
                .hasMessage("the public key is neither RSA nor EC, or damaged");
    }

    @Test
    void keys_that_are_too_weak_or_of_another_kind_are_refused() throws GeneralSecurityException {
        refused(() -> new TrustedPublicKey(TestKeys.rsa(1024).getPublic()))
                .hasMessageContaining("the RSA key has 1024 bits, expected at least 2048");
        refused(() -> new TrustedPublicKey(TestKeys.ec("secp384r1").getPublic()))
                .hasMessageContaining("on another curve than P-256");
        var edwards = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        refused(() -> new TrustedPublicKey(edwards.getPublic()))
                .hasMessageContaining("of the kind EdDSA, expected RSA");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://issuer.example.com/jwks.json",
                "HTTPS://issuer.example.com:8443/",
                "http://localhost:8080/jwks.json",
                "http://127.0.0.1/jwks.json",
                "http://127.8.9.10:1/",
                "http://[::1]:8080/"
            })
    void https_is_good_everywhere_and_http_on_loopback(String url) {
        assertThat(KeyServer.at(URI.create(url)).url()).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://issuer.example.com/jwks.json",
                "http://127.0.0.1.example.com/",
                "http://localhost.example.com/",
                "http://0.0.0.0/",
                "http://[::ffff:10.0.0.1]/"
            })
    void http_is_refused_elsewhere(String url) {
        refused(() -> KeyServer.at(URI.create(url))).hasMessageContaining("expected https://");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jwks.json",
                "/jwks.json",
                "ftp://issuer.example.com/",
                "file:///etc/passwd",
                "https:jwks",
                "http://127.1/"
            })
    void what_is_no_web_address_is_refused(String url) {
        refused(() -> KeyServer.at(URI.create(url))).hasMessageContaining("no absolute web address");
    }

    @Test
    void a_password_in_the_address_is_refused_and_not_repeated() {
        refused(() -> KeyServer.at(URI.create("https://anna:canary@issuer.example.com/")))
                .hasMessageContaining("user name or password")
                .hasMessageNotContaining("canary");
    }

    @Test
    void values_out_of_bounds_are_told_with_what_was_found_and_expected() {
        KeyServer server = KeyServer.at(URI.create("https://issuer.example.com/"));
        refused(() -> server.withDeadline(Duration.ZERO))
                .hasMessage("the key server's deadline is PT0S, expected PT0.001S to PT30S");
        refused(() -> server.withCacheFor(Duration.ofDays(2))).hasMessageContaining("time in the cache is PT48H");
        refused(() -> server.withCoolDown(Duration.ofHours(2))).hasMessageContaining("cool-down is PT2H");
        refused(() -> server.withMaxBytes(10)).hasMessageContaining("is 10 bytes, expected 1024 to");

        JwtOptions options = JwtOptions.of(SECRET);
        refused(() -> options.withLeeway(Duration.ofSeconds(-1))).hasMessageContaining("the leeway is PT-1S");
        refused(() -> options.withLeeway(Duration.ofSeconds(301))).hasMessageContaining("expected PT0S to PT5M");
        refused(() -> options.withMaxTokenLength(1 << 20)).hasMessageContaining("is 1048576 characters");
        refused(() -> options.withIssuer(" ")).hasMessageContaining("the issuer is empty");
        refused(() -> options.withAudience("")).hasMessageContaining("the audience is empty");
        refused(() -> options.withUserIdClaim("")).hasMessageContaining("the name of the user id's claim is empty");
    }

    @Test
    void a_secret_as_text_is_its_utf_8() {
        assertThat(SharedSecret.ofText("ü".repeat(20)).bytes())
                .isEqualTo("ü".repeat(20).getBytes(StandardCharsets.UTF_8));
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refused(ThrowingCallable call) {
        return assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
    }
}
