package dev.holdfast.proxy.relay;

import dev.holdfast.core.connection.Presented;
import dev.holdfast.core.evidence.Carrier;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Marks that are equal for equal credentials, and of which nobody can make one again: keyed by a secret that
/// is made at the start and kept nowhere. Safe for use by any thread.
public final class CredentialMarks {
    private static final int BYTES = 6;

    private final SecretKeySpec key;

    public CredentialMarks(SecureRandom random) {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        key = new SecretKeySpec(secret, "HmacSHA256");
    }

    /// @param credentials by where they stand
    Presented of(Map<Carrier, Set<String>> credentials) {
        Set<String> marks = new HashSet<>();
        for (Set<String> values : credentials.values()) {
            for (String value : values) {
                marks.add(mark(value));
            }
        }
        return new Presented(credentials.keySet(), marks);
    }

    private String mark(String credential) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            byte[] all = mac.doFinal(credential.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(all, BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
