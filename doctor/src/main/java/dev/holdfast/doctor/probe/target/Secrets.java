package dev.holdfast.doctor.probe.target;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What must not be shown: the token in every form in which it travels, and whatever of it comes back
/// from the server, cut or whole. All text that leaves the probe goes through [#mask].
public final class Secrets {
    /// As short a piece of a token as is recognised. Shorter ones reveal nothing and are found in
    /// innocent words.
    private static final int PIECE = 8;

    private static final String MASK = "<redacted>";

    private final Set<String> forms = new LinkedHashSet<>();
    private final Set<String> pieces = new HashSet<>();

    private Secrets() {}

    /// @param query of the URL, whose values may be secrets too; may be absent
    public static Secrets of(@Nullable String token, @Nullable String query) {
        Secrets secrets = new Secrets();
        if (token != null) {
            secrets.add(token);
        }
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                if (value.length() >= 2 * PIECE) {
                    secrets.add(decoded(value));
                }
            }
        }
        return secrets;
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return value;
        }
    }

    private void add(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        List<String> all = List.of(
                secret,
                URLEncoder.encode(secret, StandardCharsets.UTF_8),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
                Base64.getEncoder().encodeToString(bytes));
        for (String form : all) {
            forms.add(form);
            for (int i = 0; i + PIECE <= form.length(); i++) {
                pieces.add(form.substring(i, i + PIECE));
            }
        }
    }

    /// The text with every piece of a secret replaced.
    public String mask(String text) {
        String masked = text;
        for (String form : forms) {
            masked = masked.replace(form, MASK);
        }
        return pieces.isEmpty() || masked.length() < PIECE ? masked : withoutPieces(masked);
    }

    private String withoutPieces(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int hiddenTo = 0;
        for (int i = 0; i < text.length(); i++) {
            if (i + PIECE <= text.length() && pieces.contains(text.substring(i, i + PIECE))) {
                if (i >= hiddenTo) {
                    out.append(MASK);
                }
                hiddenTo = i + PIECE;
            }
            if (i >= hiddenTo) {
                out.append(text.charAt(i));
            }
        }
        return out.toString();
    }

    /// Never a secret.
    @Override
    public String toString() {
        return "Secrets[" + forms.size() + " forms]";
    }
}
