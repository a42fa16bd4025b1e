package dev.holdfast.server.transport;

import io.netty.handler.codec.haproxy.HAProxyMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The PROXY protocol, versions 1 and 2, as HAProxy, AWS NLB and others speak it: each connection begins with the
/// address of its client.
///
/// @param trusted whose word is believed; anybody else is cut off
/// @param limit for the header to come
/// @param refused told of each connection that was cut off: from where, and why. Called on event loops
public record ProxyProtocol(Predicate<InetAddress> trusted, Duration limit, Consumer<String> refused) {
    /// The client's address, or `null` where the load balancer speaks for itself, as its health checks do, or knows
    /// none.
    ///
    /// @throws IOException where it names one that can't be used
    static @Nullable InetSocketAddress client(HAProxyMessage header) throws IOException {
        String address = header.sourceAddress();
        return switch (header.command()) {
            case LOCAL -> null;
            case PROXY -> address == null ? null : literal(address, header.sourcePort());
        };
    }

    private static InetSocketAddress literal(String address, int port) throws IOException {
        try {
            return new InetSocketAddress(InetAddress.ofLiteral(address), port);
        } catch (IllegalArgumentException noAddress) {
            throw new IOException("its PROXY header names no IP address", noAddress);
        }
    }
}
