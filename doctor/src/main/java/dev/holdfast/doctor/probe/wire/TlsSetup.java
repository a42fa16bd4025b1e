package dev.holdfast.doctor.probe.wire;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// TLS as the probe speaks it: whatever certificate is shown is taken, because it is judged by a check of
/// its own and the rest is to be examined all the same. Whoever has a credential must not send it where
/// that check found the certificate untrusted.
public final class TlsSetup {
    private final SSLContext context;

    public TlsSetup() {
        try {
            context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TakesAll()}, new SecureRandom());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    /// @param applicationProtocols to offer by ALPN
    public SSLSocket over(Socket socket, String host, int port, int timeoutMillis, List<String> applicationProtocols)
            throws IOException {
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setApplicationProtocols(applicationProtocols.toArray(String[]::new));
        if (isName(host)) {
            parameters.setServerNames(List.of(new SNIHostName(host)));
        }
        tls.setSSLParameters(parameters);
        tls.setSoTimeout(timeoutMillis);
        tls.startHandshake();
        return tls;
    }

    private static boolean isName(String host) {
        return host.indexOf(':') < 0 && !host.matches("[0-9.]+");
    }

    /// The chain that the server showed.
    public static List<X509Certificate> chain(SSLSocket socket) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (var each : socket.getSession().getPeerCertificates()) {
                if (each instanceof X509Certificate certificate) {
                    chain.add(certificate);
                }
            }
        } catch (SSLPeerUnverifiedException _) {
            // a suite without certificates: the chain stays empty
        }
        return chain;
    }

    /// Extended, because the JDK checks more beside the plain kind.
    private static final class TakesAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            // The probe is no server.
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            // The probe is no server.
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            // The probe is no server.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            // Judged by the check of TLS.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            // Judged by the check of TLS.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            // Judged by the check of TLS.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
