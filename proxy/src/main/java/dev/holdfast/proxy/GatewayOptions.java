package dev.holdfast.proxy;

import dev.holdfast.proxy.backend.Backend;
import dev.holdfast.proxy.http.TrustedProxies;
import dev.holdfast.server.options.ClosingOptions;
import dev.holdfast.server.options.DrainOptions;
import dev.holdfast.server.options.HeartbeatOptions;
import dev.holdfast.server.options.LimitOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that a gateway is told.
///
/// @param listen address and port; port 0 takes a free one
/// @param tls towards clients; `null` for none
/// @param proxyProtocol whether each connection begins with a PROXY header (v1 or v2) of one of `trusted`; whoever else
/// connects is cut off
/// @param to the backends, at least one
/// @param sharing how connections are shared out among them
/// @param backendTls towards a backend with `wss://`
/// @param rewriteHost whether the backend is asked by its own name in place of the client's `Host`
/// @param trusted whose forwarding headers are kept
/// @param connectTimeout for TCP to the backend
/// @param answerTimeout from there to the backend's answer to an opening handshake
/// @param keepAlive how long a connection waits for its next plain request; zero for one request a connection
/// @param stallTimeout how long nothing of a plain request or its answer may pass; zero for ever
/// @param heartbeat the pings that the gateway sends to both legs of an open connection; `null` for none
/// @param limits of what clients may use up; those on messages don't apply
/// @param access who has to show who it is
/// @param closing how long one leg may outlive the other without a byte
public record GatewayOptions(
        InetSocketAddress listen,
        @Nullable TlsOptions tls,
        boolean proxyProtocol,
        List<Backend> to,
        SharingOptions sharing,
        BackendTlsOptions backendTls,
        boolean rewriteHost,
        TrustedProxies trusted,
        Duration connectTimeout,
        Duration answerTimeout,
        Duration keepAlive,
        Duration stallTimeout,
        @Nullable HeartbeatOptions heartbeat,
        LimitOptions limits,
        ClosingOptions closing,
        DrainOptions drain,
        AccessOptions access) {}
