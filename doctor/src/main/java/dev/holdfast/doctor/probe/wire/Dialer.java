package dev.holdfast.doctor.probe.wire;

import dev.holdfast.core.evidence.BackendProblem;
import dev.holdfast.doctor.probe.target.Target;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;

/// Makes connections to one address of the target, and nowhere else; each is counted.
public final class Dialer {
    public static final String HTTP_1 = "http/1.1";

    private final Target target;
    private final Limits limits;
    private final Budget budget;
    private final TlsSetup tls = new TlsSetup();

    public Dialer(Target target, Limits limits, Budget budget) {
        this.target = target;
        this.limits = limits;
        this.budget = budget;
    }

    public Limits limits() {
        return limits;
    }

    /// No connection came about.
    public static final class DialFailure extends IOException {
        private static final long serialVersionUID = 1L;

        private final BackendProblem problem;
        private final boolean byTls;

        DialFailure(BackendProblem problem, boolean byTls, String detail, Throwable cause) {
            super(detail, cause);
            this.problem = problem;
            this.byTls = byTls;
        }

        public BackendProblem problem() {
            return problem;
        }

        /// Whether TCP was up and TLS failed.
        public boolean byTls() {
            return byTls;
        }

        /// May be empty.
        public String detail() {
            return String.valueOf(getMessage());
        }
    }

    /// TCP alone.
    ///
    /// @return how long it took
    public Duration knock(InetAddress address) throws DialFailure {
        long began = System.nanoTime();
        closeQuietly(tcp(address));
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /// TCP and TLS.
    public SSLSocket secure(InetAddress address, List<String> applicationProtocols) throws DialFailure {
        Socket socket = tcp(address);
        try {
            return tls.over(
                    socket, target.host(), target.port(), (int) limits.connect().toMillis(), applicationProtocols);
        } catch (IOException e) {
            closeQuietly(socket);
            throw new DialFailure(BackendProblem.CONNECT_FAILED, true, wordsOf(e), e);
        }
    }

    /// TCP, and TLS where the target has it: ready for an opening handshake.
    Wire open(InetAddress address) throws DialFailure {
        Socket socket = target.tls() ? secure(address, List.of(HTTP_1)) : tcp(address);
        try {
            return new Wire(socket);
        } catch (IOException e) {
            closeQuietly(socket);
            throw new DialFailure(BackendProblem.CONNECT_FAILED, false, String.valueOf(e.getMessage()), e);
        }
    }

    private Socket tcp(InetAddress address) throws DialFailure {
        budget.take();
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(address, target.port()), (int)
                    limits.connect().toMillis());
            return socket;
        } catch (IOException e) {
            closeQuietly(socket);
            throw new DialFailure(problemOf(e), false, "", e);
        }
    }

    private static BackendProblem problemOf(IOException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (failure instanceof SocketTimeoutException || message.contains("timed out")) {
            return BackendProblem.CONNECT_TIMEOUT;
        }
        if (failure instanceof NoRouteToHostException || message.contains("unreachable")) {
            return BackendProblem.UNREACHABLE;
        }
        if (failure instanceof ConnectException && message.contains("refused")) {
            return BackendProblem.REFUSED;
        }
        return message.contains("cannot assign requested address") && message.contains("local")
                ? BackendProblem.NO_LOCAL_PORT
                : BackendProblem.CONNECT_FAILED;
    }

    /// What a failed TLS handshake means, in words for people. An alert is the server's own word.
    private static String wordsOf(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains("Unsupported or unrecognized SSL message") || message.contains("plaintext connection")) {
            return "what listens there does not speak TLS: try ws:// in place of wss://";
        }
        if (message.contains("fatal alert")) {
            return "the server refused TLS with the alert " + message.substring(message.lastIndexOf(' ') + 1);
        }
        if (failure instanceof SocketTimeoutException) {
            return "the TLS handshake was not answered in time";
        }
        return failure instanceof SSLHandshakeException || failure instanceof SSLException
                ? "TLS failed: " + message
                : "TCP ended during the TLS handshake: " + message;
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // it never was of use
        }
    }
}
