package dev.holdfast.cli.config;

import dev.holdfast.cli.config.bind.Required;
import dev.holdfast.core.credential.CarrierOptions;
import dev.holdfast.proxy.AccessOptions;
import dev.holdfast.proxy.AccessOptions.Asked;
import dev.holdfast.proxy.GatewayOptions;
import dev.holdfast.proxy.backend.Backend;
import dev.holdfast.proxy.http.TrustedProxies;
import dev.holdfast.server.options.HeartbeatOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `proxy`: makes of it a gateway in front of a backend, in place of a server.
///
/// @param to the backend, like ws://127.0.0.1:8000. To be written
/// @param alsoTo further backends of the same kind, among which connections are shared out. Default none
/// @param sharing how they are
/// @param host by which `Host` the backend is asked. Default keep, the client's own
/// @param trustedProxies addresses and networks whose `Forwarded` and `X-Forwarded-…` headers are believed and handed
/// on. Default none. Danger: whoever is in it can say that a client has another address
/// @param connectTimeout for TCP to the backend. Default 5 s
/// @param answerTimeout for its answer to an opening handshake. Default 30 s
/// @param keepAlive how long a connection that carried a plain request waits for the next one; 0 s for one request a
/// connection. Default 1 min
/// @param stallTimeout how long nothing of a plain request or its answer may pass, either way; 0 s for ever. An event
/// stream may say nothing for as long as it likes. Default 5 min
/// @param heartbeat of silence on a leg after which the gateway pings it, between two frames; its pong is taken out
/// again. `heartbeat.timeout` is the time for it. Default 0 s, no pings
/// @param observe whether the observer script is added to the backend's pages. Default none
/// @param authenticate who has to show a credential, by the keys of `auth`, before the backend hears of it.
/// Default none
/// @param identityHeader in which the backend is told who was let in. Default none
/// @param credential whether the backend gets a credential that was checked here. Default keep
/// @param endAtExpiry whether an open connection ends when its token has expired. Default true
/// @param tls towards clients. Default none
/// @param proxyProtocol whether each connection begins with a PROXY header (v1 or v2) of one of `trustedProxies`;
/// everybody else is cut off. Default no
/// @param backendTls towards a backend with wss://
public record ProxySection(
        @Required("the backend's address, like ws://127.0.0.1:8000")
        URI to,

        List<URI> alsoTo,
        SharingSection sharing,
        Host host,
        List<String> trustedProxies,
        Duration connectTimeout,
        Duration answerTimeout,
        Duration keepAlive,
        Duration stallTimeout,
        Duration heartbeat,
        Observe observe,
        Asked authenticate,
        @Nullable String identityHeader,
        CheckedCredential credential,
        boolean endAtExpiry,
        @Nullable TlsSection tls,
        boolean proxyProtocol,
        BackendTlsSection backendTls) {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /// Whether the observer script is added to pages.
    public enum Observe {
        /// To none.
        NONE,
        /// To all, while nobody but this machine can ask for them.
        LOOPBACK,
        /// To all. Danger: pages that are not the operator's own get a script of Holdfast
        ANYWHERE
    }

    /// Whether the backend gets a credential that was checked.
    public enum CheckedCredential {
        /// As the client sent it.
        KEEP,
        /// Not.
        REMOVE
    }

    /// By which `Host` a backend is asked.
    public enum Host {
        /// The client's.
        KEEP,
        /// The backend's own address; the client's goes into `X-Forwarded-Host`.
        REWRITE
    }

    public ProxySection {
        trustedProxies = List.copyOf(trustedProxies);
        alsoTo = List.copyOf(alsoTo);
        var _ = Backend.of(to);
        alsoTo.forEach(Backend::of);
        var _ = TrustedProxies.of(trustedProxies);
        check("connect-timeout", connectTimeout);
        check("answer-timeout", answerTimeout);
        if (proxyProtocol && trustedProxies.isEmpty()) {
            throw new IllegalArgumentException("proxy-protocol: found true without trusted-proxies, expected the load "
                    + "balancers' addresses there: whoever may send a PROXY header can say that it is somebody else");
        }
        if (identityHeader != null && !AccessOptions.mayNameUser(identityHeader)) {
            throw new IllegalArgumentException("identity-header: found " + identityHeader
                    + ", expected the name of a header that means nothing else, like X-Authenticated-User");
        }
        if (!keepAlive.isZero()) {
            check("keep-alive", keepAlive);
        }
        if (!stallTimeout.isZero()) {
            check("stall-timeout", stallTimeout);
        }
        if (!heartbeat.isZero()) {
            check("heartbeat", heartbeat);
        }
    }

    private static void check(String key, Duration found) {
        if (found.compareTo(Duration.ofMillis(100)) < 0 || found.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    key + ": found " + found.toMillis() + "ms, expected 100ms to " + LONGEST.toSeconds() + "s");
        }
    }

    public static ProxySection defaults() {
        return new ProxySection(
                URI.create("ws://127.0.0.1:8000"),
                List.of(),
                SharingSection.defaults(),
                Host.KEEP,
                List.of(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                Duration.ZERO,
                Observe.NONE,
                Asked.NONE,
                null,
                CheckedCredential.KEEP,
                true,
                null,
                false,
                BackendTlsSection.defaults());
    }

    /// Whether clients have to show a credential.
    public boolean asks() {
        return authenticate != Asked.NONE;
    }

    private AccessOptions access(Configuration configuration) {
        AuthSection auth = configuration.auth();
        return asks()
                ? new AccessOptions(
                        authenticate,
                        new CarrierOptions(auth.carriers(), auth.cookie(), auth.ticketParameter()),
                        configuration.originPolicy(),
                        configuration.handshakeRejection(),
                        auth.tokenGrace(),
                        endAtExpiry,
                        identityHeader,
                        credential == CheckedCredential.REMOVE)
                : AccessOptions.nobody();
    }

    /// What of this and the rest of the configuration the gateway is told.
    GatewayOptions options(Configuration configuration) {
        return new GatewayOptions(
                configuration.listen(),
                tls == null ? null : tls.options(),
                proxyProtocol,
                Stream.concat(Stream.of(to), alsoTo.stream())
                        .map(Backend::of)
                        .distinct()
                        .toList(),
                sharing.options(),
                backendTls.options(),
                host == Host.REWRITE,
                TrustedProxies.of(trustedProxies),
                connectTimeout,
                answerTimeout,
                keepAlive,
                stallTimeout,
                heartbeat.isZero()
                        ? null
                        : new HeartbeatOptions(
                                heartbeat, configuration.heartbeat().timeout(), false, false),
                configuration.limits(),
                configuration.closing(),
                configuration.drain(),
                access(configuration));
    }
}
