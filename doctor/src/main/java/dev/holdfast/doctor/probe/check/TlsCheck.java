package dev.holdfast.doctor.probe.check;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.doctor.probe.finding.Risk;
import dev.holdfast.doctor.probe.finding.Severity;
import dev.holdfast.doctor.probe.wire.Dialer;
import dev.holdfast.doctor.probe.wire.Dialer.DialFailure;
import dev.holdfast.doctor.probe.wire.Refusal;
import dev.holdfast.doctor.probe.wire.TlsSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// The certificate as a browser judges it, and what TLS agreed on.
final class TlsCheck implements Check {
    private static final Duration SOON = Duration.ofDays(14);

    @Override
    public String name() {
        return "tls";
    }

    @Override
    public String title() {
        return "TLS and certificate";
    }

    @Override
    public boolean always() {
        return true;
    }

    @Override
    public @Nullable String skip(Examination examination) {
        if (!examination.target().tls()) {
            return "ws:// has no TLS";
        }
        return examination.reached() ? null : "no TCP connection could be made";
    }

    @Override
    public void run(Examination examination, Notes notes) {
        notes.doing("TLS handshake");
        long began = System.nanoTime();
        try (SSLSocket socket = examination.dialer().secure(examination.address(), List.of(Dialer.HTTP_1))) {
            var session = socket.getSession();
            notes.good(
                    "TLS",
                    session.getProtocol() + ", " + session.getCipherSuite() + ", in "
                            + Phrases.time(Duration.ofNanos(System.nanoTime() - began)));
            String alpn = socket.getApplicationProtocol();
            notes.info("ALPN, offered http/1.1", alpn == null || alpn.isEmpty() ? "no answer, so HTTP/1.1" : alpn);
            judge(examination, notes, TlsSetup.chain(socket));
        } catch (DialFailure failure) {
            examination.noTls();
            notes.bad("TLS", failure.detail().isEmpty() ? failure.problem().meaning() : failure.detail());
            notes.found(
                    Severity.FAULT,
                    "TLS does not come about",
                    Explained.withFix(
                            Refusal.of(
                                    examination.target(),
                                    failure.problem(),
                                    failure.detail(),
                                    Duration.ofNanos(System.nanoTime() - began)),
                            "Make what ends TLS at this port speak TLS 1.2 or 1.3 for this name without asking for a client's"
                                    + " certificate; or use the scheme and port at which it does."));
        } catch (IOException e) {
            throw new UncheckedIOException("closing a socket", e);
        }
    }

    private static void judge(Examination examination, Notes notes, List<X509Certificate> chain) {
        if (chain.isEmpty()) {
            notes.bad("certificate", "the server showed none");
            return;
        }
        X509Certificate own = chain.getFirst();
        Instant until = own.getNotAfter().toInstant();
        Duration left = Duration.between(Instant.now(), until);
        List<String> evidence = new ArrayList<>();
        evidence.add("certificate for " + CertificateNames.words(own) + ", issued by "
                + CertificateNames.common(own.getIssuerX500Principal().getName()));
        evidence.add("valid from " + own.getNotBefore().toInstant() + " until " + until);
        evidence.add("chain of " + chain.size());
        notes.info("names", CertificateNames.words(own));
        notes.info(
                "issuer",
                CertificateNames.common(own.getIssuerX500Principal().getName()) + ", chain of " + chain.size());
        List<Trust.Doubt> doubts = Trust.doubts(chain, examination.target().host());
        if (!doubts.isEmpty()) {
            examination.untrusted();
            doubts.forEach(doubt -> {
                notes.bad("certificate", doubt.words());
                evidence.add(doubt.words());
            });
            boolean sure = doubts.stream().anyMatch(Trust.Doubt::sure);
            notes.found(
                    Severity.FAULT,
                    "Clients do not trust the certificate",
                    Explained.as(
                            Cause.TLS_CERT_UNTRUSTED,
                            sure ? Confidence.PROVEN : Confidence.LIKELY,
                            Initiator.CLIENT,
                            "A browser refuses this certificate: "
                                    + doubts.getFirst().words() + ".",
                            evidence,
                            Cause.TLS_CERT_UNTRUSTED.fix()));
            if (examination.options().token() != null) {
                notes.note("token", "is not sent to a server whose certificate is not trusted");
            }
            return;
        }
        String expiry = "until " + until + ", " + Phrases.time(left) + " left";
        if (left.compareTo(SOON) < 0) {
            notes.bad("valid", expiry);
            notes.found(
                    Risk.CERTIFICATE_EXPIRES_SOON,
                    "The certificate is valid for " + Phrases.time(left) + " more; then no client connects any more.",
                    evidence);
        } else {
            notes.good("valid", expiry);
        }
    }
}
