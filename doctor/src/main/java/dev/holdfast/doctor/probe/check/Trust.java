package dev.holdfast.doctor.probe.check;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// Whether a client trusts a chain of certificates, by the authorities that this Java knows.
final class Trust {
    private Trust() {}

    /// @param sure whether it holds for every client, whatever authorities it knows
    record Doubt(String words, boolean sure) {}

    /// Why a client does not trust it; none where it does.
    static List<Doubt> doubts(List<X509Certificate> chain, String host) {
        List<Doubt> doubts = new ArrayList<>();
        X509Certificate own = chain.getFirst();
        Instant now = Instant.now();
        if (own.getNotAfter().toInstant().isBefore(now)) {
            doubts.add(new Doubt("it expired at " + own.getNotAfter().toInstant(), true));
        }
        if (own.getNotBefore().toInstant().isAfter(now)) {
            doubts.add(new Doubt("it is valid only from " + own.getNotBefore().toInstant() + " on", true));
        }
        if (!CertificateNames.fits(own, host)) {
            doubts.add(new Doubt("it is for " + CertificateNames.words(own) + ", not for " + host, true));
        }
        if (doubts.isEmpty() && !knownAuthority(chain)) {
            doubts.add(new Doubt(unknown(chain), false));
        }
        return doubts;
    }

    private static String unknown(List<X509Certificate> chain) {
        X509Certificate own = chain.getFirst();
        if (own.getIssuerX500Principal().equals(own.getSubjectX500Principal())) {
            return "it is signed by itself, and by no authority that is known here";
        }
        return chain.size() == 1
                ? "it comes alone, without the certificate of its issuer "
                        + CertificateNames.common(own.getIssuerX500Principal().getName())
                : "no authority that is known here signed it";
    }

    private static boolean knownAuthority(List<X509Certificate> chain) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            for (var each : factory.getTrustManagers()) {
                if (each instanceof X509TrustManager manager) {
                    // As TLS 1.3 asks it, in which the key exchange says nothing of the certificate.
                    manager.checkServerTrusted(chain.toArray(X509Certificate[]::new), "UNKNOWN");
                    return true;
                }
            }
            return false;
        } catch (CertificateException refused) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has a store of authorities", e);
        }
    }
}
