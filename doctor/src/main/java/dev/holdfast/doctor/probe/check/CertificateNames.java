package dev.holdfast.doctor.probe.check;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/// For whom a certificate is, as browsers read it: by its subject alternative names alone (RFC 9525).
final class CertificateNames {
    private static final int DNS = 2;
    private static final int ADDRESS = 7;
    private static final int MOST_SHOWN = 5;

    private CertificateNames() {}

    static List<String> of(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> each : alternatives) {
                    if (each.get(0) instanceof Integer kind && (kind == DNS || kind == ADDRESS)) {
                        names.add(String.valueOf(each.get(1)));
                    }
                }
            }
        } catch (CertificateParsingException _) {
            // Names that can't be read are none.
        }
        return names;
    }

    static String words(X509Certificate certificate) {
        List<String> names = of(certificate);
        if (names.isEmpty()) {
            return "no name (subject "
                    + common(certificate.getSubjectX500Principal().getName()) + ")";
        }
        return String.join(", ", names.subList(0, Math.min(MOST_SHOWN, names.size())))
                + (names.size() > MOST_SHOWN ? " and " + (names.size() - MOST_SHOWN) + " more" : "");
    }

    /// `R3` of `CN=R3,O=Let's Encrypt,C=US`.
    static String common(String distinguished) {
        for (String part : distinguished.split(",", -1)) {
            if (part.strip().startsWith("CN=")) {
                return part.strip().substring(3);
            }
        }
        return distinguished;
    }

    static boolean fits(X509Certificate certificate, String host) {
        return of(certificate).stream().anyMatch(name -> fits(name, host));
    }

    private static boolean fits(String name, String host) {
        String pattern = name.toLowerCase(Locale.ROOT);
        String wanted = host.toLowerCase(Locale.ROOT);
        if (pattern.equals(wanted)) {
            return true;
        }
        if (pattern.startsWith("*.")) {
            // RFC 9525 6.3: the asterisk stands for the whole left-most label.
            int dot = wanted.indexOf('.');
            return dot > 0 && wanted.substring(dot).equals(pattern.substring(1));
        }
        return sameAddress(pattern, wanted);
    }

    private static boolean sameAddress(String one, String other) {
        try {
            return InetAddress.ofLiteral(one).equals(InetAddress.ofLiteral(other));
        } catch (IllegalArgumentException aName) {
            return false;
        }
    }
}
