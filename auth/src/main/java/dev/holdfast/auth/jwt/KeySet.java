package dev.holdfast.auth.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The usable keys of a JSON Web Key Set: RSA of at least 2048 bits for RS256, EC on P-256 for ES256.
///
/// @param ignored how many others were in it
record KeySet(List<VerifyingKey> keys, int ignored) {
    /// How many keys are tried on a token that does not say which it means. Measured, a try costs 50 µs of CPU in
    /// RS256 and 500 µs in ES256.
    private static final int MOST_TRIED = 8;

    /// `null` where it is not a key set at all. RFC 7517 5: "Implementations SHOULD ignore JWKs within a JWK Set
    /// that use "kty" (key type) values that are not understood by them, that are missing required members, or for
    /// which values are out of the supported ranges." The JWT library's own reader gives up the whole set instead.
    static @Nullable KeySet parse(byte[] json) {
        Map<String, Object> document = JsonObjects.read(json);
        if (document == null || !(document.get("keys") instanceof List<?> entries)) {
            return null;
        }
        List<VerifyingKey> keys = new ArrayList<>();
        for (Object entry : entries) {
            VerifyingKey key = entry instanceof Map<?, ?> map ? usable(map) : null;
            if (key != null) {
                keys.add(key);
            }
        }
        return new KeySet(List.copyOf(keys), entries.size() - keys.size());
    }

    /// The keys for a token, at most [#MOST_TRIED].
    List<VerifyingKey> matching(SigningAlgorithm algorithm, @Nullable String keyId) {
        return keys.stream()
                .filter(key -> key.algorithm() == algorithm)
                .filter(key -> keyId == null || keyId.equals(key.keyId()))
                .limit(MOST_TRIED)
                .toList();
    }

    private static @Nullable VerifyingKey usable(Map<?, ?> entry) {
        try {
            @SuppressWarnings("unchecked") // the reader of JSON makes no other maps
            JWK key = JWK.parse((Map<String, Object>) entry);
            if (key.getKeyUse() != null && !key.getKeyUse().equals(KeyUse.SIGNATURE)) {
                return null;
            }
            if (key.getKeyOperations() != null && !key.getKeyOperations().contains(KeyOperation.VERIFY)) {
                return null;
            }
            TrustedPublicKey trusted = switch (key) {
                case RSAKey rsa -> new TrustedPublicKey(rsa.toRSAPublicKey());
                case ECKey ec -> new TrustedPublicKey(ec.toECPublicKey());
                // A secret that anybody can download is none.
                default -> null;
            };
            if (trusted == null
                    || (key.getAlgorithm() != null
                            && !key.getAlgorithm().equals(trusted.algorithm().jose()))) {
                return null;
            }
            return VerifyingKey.of(trusted, key.getKeyID());
        } catch (ParseException | JOSEException | IllegalArgumentException _) {
            return null;
        }
    }
}
