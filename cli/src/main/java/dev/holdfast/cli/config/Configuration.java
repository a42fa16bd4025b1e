package dev.holdfast.cli.config;

import dev.holdfast.cli.config.bind.Required;
import dev.holdfast.core.incident.IncidentOptions;
import dev.holdfast.proxy.GatewayOptions;
import dev.holdfast.server.handshake.OriginPolicy;
import dev.holdfast.server.options.AuthOptions;
import dev.holdfast.server.options.AuthOptions.WithoutCredential;
import dev.holdfast.server.options.ClosingOptions;
import dev.holdfast.server.options.DrainOptions;
import dev.holdfast.server.options.Environment;
import dev.holdfast.server.options.HeartbeatOptions;
import dev.holdfast.server.options.LimitOptions;
import dev.holdfast.server.options.LoopOptions;
import dev.holdfast.server.options.Rejection;
import dev.holdfast.server.options.ServerOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Everything that is configured. A key is a component's name in kebab-case; `docs/configuration.md` lists them all.
///
/// @param proxy makes it a gateway in front of a backend. Default none: a server
/// @param environment where this runs; decides what is refused at start. To be written
/// @param listen where clients connect; port 0 takes a free one. Default 127.0.0.1:8080
/// @param admin where the diagnostics API listens. Default 127.0.0.1:9090. Danger: whoever reaches it sees every
/// connection, so anything but loopback needs a token
/// @param path of the WebSocket. To be written. An application may serve more paths
/// @param origins pages that may connect, as browsers send them. Default none: only pages of the server's own origin
/// @param checkOrigin Default true. Danger: without it every web page can connect with its visitor's cookies
/// @param subprotocols of the application, in order of preference. Default none
/// @param handshakeRejection how a client that is not let in is told. Default auto
/// @param anonymous whether clients without a credential are let in. Default refuse. Danger: allow lets in everybody
/// @param adminTokenEnv the environment variable that holds the admin token
/// @param adminTokenFile the file that holds the admin token
/// @param adminHosts further names by which the diagnostics API may be asked. Default none
public record Configuration(
        @Required("the environment: development, staging or production")
        Environment environment,

        InetSocketAddress listen,
        InetSocketAddress admin,

        @Required("the path that clients connect to, like /ws")
        String path,

        List<String> origins,
        boolean checkOrigin,
        List<String> subprotocols,
        Rejection handshakeRejection,
        Anonymous anonymous,
        AuthSection auth,
        HeartbeatOptions heartbeat,
        LimitOptions limits,
        LoopOptions loop,
        ClosingOptions closing,
        DrainOptions drain,
        @Nullable ProxySection proxy,
        LogSection log,
        EndsSection ends,
        IncidentOptions incidents,
        @Nullable String adminTokenEnv,
        @Nullable Path adminTokenFile,
        Set<String> adminHosts) {
    /// With the strictest environment in place of the one that has to be written.
    public static Configuration defaults() {
        return new Configuration(
                Environment.PRODUCTION,
                loopback(8080),
                loopback(9090),
                "/ws",
                List.of(),
                true,
                List.of(),
                Rejection.AUTO,
                Anonymous.REFUSE,
                AuthSection.defaults(),
                HeartbeatOptions.defaults(),
                LimitOptions.defaults(),
                LoopOptions.defaults(),
                ClosingOptions.defaults(),
                DrainOptions.defaults(),
                null,
                LogSection.defaults(),
                EndsSection.defaults(),
                IncidentOptions.defaults(),
                null,
                null,
                Set.of());
    }

    /// What of this the server is told.
    public ServerOptions serverOptions() {
        return new ServerOptions(
                environment,
                listen,
                origins,
                checkOrigin,
                subprotocols,
                handshakeRejection,
                new AuthOptions(
                        auth.carriers(),
                        auth.cookie(),
                        auth.ticketParameter(),
                        auth.firstMessageTimeout(),
                        auth.tokenGrace(),
                        withoutCredential()),
                heartbeat,
                limits,
                loop,
                closing,
                drain);
    }

    /// What of this a gateway is told; `null` where it is to be a server.
    public @Nullable GatewayOptions gatewayOptions() {
        return proxy == null ? null : proxy.options(this);
    }

    /// Which pages may connect.
    OriginPolicy originPolicy() {
        return new OriginPolicy(origins, environment == Environment.DEVELOPMENT, checkOrigin);
    }

    /// Whether this program judges credentials: a server does, a gateway where it is told to.
    public boolean asks() {
        return proxy == null || proxy.asks();
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    private WithoutCredential withoutCredential() {
        if (auth.developmentBypass()) {
            return WithoutCredential.DEVELOPMENT_USER;
        }
        return switch (anonymous) {
            case ALLOW -> WithoutCredential.ANONYMOUS;
            case REFUSE -> WithoutCredential.REFUSE;
        };
    }
}
