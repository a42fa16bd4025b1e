package dev.holdfast.proxy.backend;

import dev.holdfast.core.evidence.BackendProblem;
import dev.holdfast.server.transport.Connector;
import dev.holdfast.server.transport.Transport;
import dev.holdfast.server.transport.TransportEvents;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// One try to reach a backend: its name is resolved, and each of its addresses is tried in turn, because
/// `localhost` may mean `::1` where the backend listens on `127.0.0.1`. Used on one event loop.
public final class Dial {
    private final Backend backend;
    private final @Nullable BackendTls tls;
    private final Connector connector;
    private final EventLoop loop;
    private final Function<Transport, TransportEvents> connect;
    private final Failed failed;
    private final Deque<InetAddress> addresses = new ArrayDeque<>();
    private final StringBuilder tried = new StringBuilder();
    private Connector.@Nullable Attempt attempt;
    private @Nullable BackendProblem problem;
    private boolean cancelled;

    /// Hears that there is no connection.
    @FunctionalInterface
    public interface Failed {
        /// @param detail each address that was tried, and how it failed
        void failed(BackendProblem problem, String detail);
    }

    private Dial(
            Backend backend,
            @Nullable BackendTls tls,
            Connector connector,
            EventLoop loop,
            Function<Transport, TransportEvents> connect,
            Failed failed) {
        this.backend = backend;
        this.tls = tls;
        this.connector = connector;
        this.loop = loop;
        this.connect = connect;
        this.failed = failed;
    }

    /// @param tls for a backend that is to be asked by it
    /// @param blocking resolves names, which blocks
    /// @param connect as [Connector#connect] has it
    public static Dial start(
            Backend backend,
            @Nullable BackendTls tls,
            Connector connector,
            EventLoop loop,
            Executor blocking,
            Function<Transport, TransportEvents> connect,
            Failed failed) {
        Dial dial = new Dial(backend, tls, connector, loop, connect, failed);
        InetAddress literal = literal(backend.host());
        if (literal != null) {
            dial.resolved(List.of(literal));
        } else {
            blocking.execute(dial::resolve);
        }
        return dial;
    }

    private static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException aName) {
            return null;
        }
    }

    private void resolve() {
        try {
            List<InetAddress> found = Arrays.asList(InetAddress.getAllByName(backend.host()));
            loop.execute(() -> resolved(found));
        } catch (UnknownHostException unknown) {
            loop.execute(() -> {
                if (!cancelled) {
                    failed.failed(BackendProblem.NAME_UNKNOWN, backend.host());
                }
            });
        }
    }

    private void resolved(List<InetAddress> found) {
        addresses.addAll(found);
        next();
    }

    private void next() {
        if (cancelled) {
            return;
        }
        InetAddress address = addresses.poll();
        if (address == null) {
            failed.failed(problem == null ? BackendProblem.CONNECT_FAILED : problem, tried.toString());
            return;
        }
        InetSocketAddress target = new InetSocketAddress(address, backend.port());
        Connector.Secured secured = tls == null || !backend.secure() ? null : tls.to(backend);
        attempt = connector.connect(target, secured, connect, thrown -> {
            BackendProblem one = problem(thrown, target);
            // That somebody refused says more than that another address had no way.
            if (problem == null || problem == BackendProblem.UNREACHABLE || one == BackendProblem.REFUSED) {
                problem = one;
            }
            tried.append(tried.isEmpty() ? "" : "; ")
                    .append(target.getAddress().getHostAddress())
                    .append(" port ")
                    .append(target.getPort())
                    .append(": ")
                    .append(one.meaning())
                    .append(one == BackendProblem.TLS_FAILED ? ": " + root(thrown) : "");
            next();
        });
    }

    /// The innermost message says most: `PKIX path building failed` is said around it.
    private static String root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private static BackendProblem problem(Throwable thrown, InetSocketAddress target) {
        if (thrown instanceof SSLException || thrown.getCause() instanceof SSLException) {
            return BackendProblem.TLS_FAILED;
        }
        // A socket that could not even be made is told in a cause of a cause.
        String message = (thrown.getMessage() + " " + root(thrown)).toLowerCase(Locale.ROOT);
        if (message.contains("too many open files")) {
            return BackendProblem.NO_FILE;
        }
        if (message.contains("refused")) {
            return BackendProblem.REFUSED;
        }
        if (message.contains("no route") || message.contains("unreachable")) {
            return BackendProblem.UNREACHABLE;
        }
        if (message.contains("cannot assign requested address")) {
            return hasAddressTowards(target) ? BackendProblem.NO_LOCAL_PORT : BackendProblem.UNREACHABLE;
        }
        return message.contains("timed out") ? BackendProblem.CONNECT_TIMEOUT : BackendProblem.CONNECT_FAILED;
    }

    /// Whether this machine has an address from which that one could be asked: without, as in a container without IPv6,
    /// the kernel fails in the same words as without a free port. Nothing is sent to find it out.
    private static boolean hasAddressTowards(InetSocketAddress target) {
        ProtocolFamily family = target.getAddress() instanceof Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET;
        try (DatagramChannel unused = DatagramChannel.open(family)) {
            unused.connect(target);
            return true;
        } catch (IOException | UnsupportedOperationException none) {
            return false;
        }
    }

    /// Gives it up.
    public void cancel() {
        cancelled = true;
        if (attempt != null) {
            attempt.cancel();
        }
    }
}
