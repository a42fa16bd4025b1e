package dev.holdfast.cli.config.load;

import dev.holdfast.auth.jwt.SharedSecret;
import dev.holdfast.auth.jwt.TrustedPublicKey;
import dev.holdfast.auth.jwt.VerificationKeys;
import dev.holdfast.cli.config.Configuration;
import dev.holdfast.cli.config.JwtSection;
import dev.holdfast.cli.config.bind.Refusal;
import dev.holdfast.cli.config.source.Shown;
import dev.holdfast.observe.http.DiagnosticsOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/// Reads the secrets that the configuration names. Their text goes to who uses them and nowhere else: not into a
/// problem, not into a warning.
final class SecretReading {
    static final String SECRET_ENV = "auth.jwt.secret-env";
    static final String ADMIN_TOKEN_ENV = "admin-token-env";

    private static final String SECRET_FILE = "auth.jwt.secret-file";
    private static final String JWKS = "auth.jwt.jwks";
    private static final String PUBLIC_KEY_FILE = "auth.jwt.public-key-file";
    private static final String ADMIN_TOKEN_FILE = "admin-token-file";

    private static final int LARGEST_FILE = 64 * 1024;

    private final Map<String, String> environment;
    private final Findings findings;

    SecretReading(Map<String, String> environment, Findings findings) {
        this.environment = environment;
        this.findings = findings;
    }

    Secrets read() {
        Configuration configuration = findings.configuration();
        JwtSection jwt = configuration.auth().jwt();
        return new Secrets(
                jwt == null ? null : keys(jwt).orElse(null),
                adminToken(configuration).orElse(null));
    }

    private Optional<VerificationKeys> keys(JwtSection jwt) {
        SequencedMap<String, Supplier<Optional<VerificationKeys>>> ways = new LinkedHashMap<>();
        String variable = jwt.secretEnv();
        if (variable != null) {
            ways.put(
                    SECRET_ENV,
                    () -> variable(SECRET_ENV, variable).flatMap(text -> used(SECRET_ENV, text, SharedSecret::ofText)));
        }
        Path secretFile = jwt.secretFile();
        if (secretFile != null) {
            ways.put(
                    SECRET_FILE,
                    () -> file(SECRET_FILE, secretFile).flatMap(bytes -> used(SECRET_FILE, bytes, SharedSecret::of)));
        }
        URI jwks = jwt.jwks();
        if (jwks != null) {
            ways.put(JWKS, () -> used(JWKS, jwks, jwt.keyServer()::at));
        }
        Path publicKeyFile = jwt.publicKeyFile();
        if (publicKeyFile != null) {
            ways.put(
                    PUBLIC_KEY_FILE,
                    () -> file(PUBLIC_KEY_FILE, publicKeyFile)
                            .flatMap(bytes -> used(PUBLIC_KEY_FILE, utf8(bytes), TrustedPublicKey::ofPem)));
        }
        return exactlyOne(ways);
    }

    private Optional<VerificationKeys> exactlyOne(SequencedMap<String, Supplier<Optional<VerificationKeys>>> ways) {
        String all = "secret-env, secret-file, jwks or public-key-file";
        if (ways.isEmpty()) {
            // Where one is written and could not be read, that was said already.
            if (findings.sound(SECRET_ENV, SECRET_FILE, JWKS, PUBLIC_KEY_FILE)) {
                findings.problem("auth.jwt", "no key to check tokens with", "one of " + all);
            }
            return Optional.empty();
        }
        if (ways.size() > 1) {
            List<String> others = new ArrayList<>(ways.sequencedKeySet().reversed());
            String last = others.removeFirst();
            findings.problem(last, "it beside " + String.join(" and ", others.reversed()), "only one of " + all);
        }
        // Each is read even so, to tell of everything that is wrong.
        List<Optional<VerificationKeys>> read =
                ways.values().stream().map(Supplier::get).toList();
        return read.getFirst();
    }

    private Optional<String> adminToken(Configuration configuration) {
        String name = configuration.adminTokenEnv();
        Path file = configuration.adminTokenFile();
        if (name != null && file != null) {
            findings.problem(ADMIN_TOKEN_FILE, "it beside admin-token-env", "only one of the two");
        }
        Optional<String> fromVariable = name == null
                ? Optional.empty()
                : variable(ADMIN_TOKEN_ENV, name).flatMap(token -> used(ADMIN_TOKEN_ENV, token, SecretReading::token));
        Optional<String> fromFile = file == null
                ? Optional.empty()
                : file(ADMIN_TOKEN_FILE, file)
                        .flatMap(bytes -> used(ADMIN_TOKEN_FILE, utf8(bytes), SecretReading::token));
        return fromVariable.or(() -> fromFile);
    }

    /// It travels in a header line, and the diagnostics API knows how long it must be.
    private static String token(String token) {
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "the admin token holds spaces or characters that are not ASCII, expected visible ASCII:"
                            + " make one with `openssl rand -hex 32`");
        }
        return Objects.requireNonNull(
                new DiagnosticsOptions(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Set.of(), token)
                        .token());
    }

    private Optional<String> variable(String key, String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            findings.problem(
                    key,
                    Shown.variableName(name) + (value == null ? ", which is not set" : ", which is empty"),
                    "the name of an environment variable that holds the secret");
            return Optional.empty();
        }
        return Optional.of(value);
    }

    private Optional<byte[]> file(String key, Path file) {
        return switch (SmallFile.read(file, LARGEST_FILE)) {
            case SmallFile.Content(byte[] bytes, boolean everybodyMayRead) -> {
                if (everybodyMayRead && !key.equals(PUBLIC_KEY_FILE)) {
                    findings.warning(key, "every user of this machine may read the file: `chmod 600` it");
                }
                byte[] secret = withoutLineBreak(bytes);
                if (secret.length == 0) {
                    findings.problem(key, Shown.quoted(file.toString()) + ", which is empty", "a file with the secret");
                    yield Optional.empty();
                }
                yield Optional.of(secret);
            }
            case SmallFile.Unusable(String why) -> {
                findings.problem(key, Shown.quoted(file.toString()) + ", " + why, "a file that can be read");
                yield Optional.empty();
            }
        };
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// Editors put one at the end.
    private static byte[] withoutLineBreak(byte[] bytes) {
        int length = bytes.length;
        if (length > 0 && bytes[length - 1] == '\n') {
            length--;
            if (length > 0 && bytes[length - 1] == '\r') {
                length--;
            }
        }
        return Arrays.copyOf(bytes, length);
    }

    private <T, R> Optional<R> used(String key, T secret, Function<T, ? extends R> use) {
        try {
            return Optional.of(use.apply(secret));
        } catch (IllegalArgumentException refused) {
            findings.problem(key, Refusal.found(refused), Refusal.expected(refused));
            return Optional.empty();
        }
    }
}
