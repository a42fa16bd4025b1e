package dev.holdfast.server.options;

import java.net.InetSocketAddress;
import java.util.List;

/// Everything that a server is told.
///
/// @param listen address and port; port 0 takes a free one
/// @param origins allowed page origins, exactly as browsers send them (scheme, host, port). Empty: only the
/// server's own origin. In development pages from localhost, 127.0.0.1 and [::1] are allowed besides, on any
/// port
/// @param checkOrigin whether the origin is checked at all. Default yes. Danger: without it any web page can use a
/// visitor's cookies here
/// @param subprotocols of the application, besides `holdfast.v1` and `jwt-auth`, in order of preference
/// @param rejection how a refused client is told. Default auto
public record ServerOptions(
        Environment environment,
        InetSocketAddress listen,
        List<String> origins,
        boolean checkOrigin,
        List<String> subprotocols,
        Rejection rejection,
        AuthOptions auth,
        HeartbeatOptions heartbeat,
        LimitOptions limits,
        LoopOptions loop,
        ClosingOptions closing,
        DrainOptions drain) {
    public ServerOptions {
        origins = List.copyOf(origins);
        subprotocols = List.copyOf(subprotocols);
    }

    /// The same with another way of authentication.
    public ServerOptions with(AuthOptions other) {
        return new ServerOptions(
                environment,
                listen,
                origins,
                checkOrigin,
                subprotocols,
                rejection,
                other,
                heartbeat,
                limits,
                loop,
                closing,
                drain);
    }

    /// As `holdfast dev` has them: loopback, temporary users, no waiting at the end.
    public static ServerOptions development(int port) {
        AuthOptions auth = AuthOptions.defaults();
        return new ServerOptions(
                Environment.DEVELOPMENT,
                new InetSocketAddress("127.0.0.1", port),
                List.of(),
                true,
                List.of(),
                Rejection.AUTO,
                new AuthOptions(
                        auth.carriers(),
                        auth.cookie(),
                        auth.ticketParameter(),
                        auth.firstMessageTimeout(),
                        auth.tokenGrace(),
                        AuthOptions.WithoutCredential.DEVELOPMENT_USER),
                HeartbeatOptions.defaults(),
                LimitOptions.defaults(),
                LoopOptions.defaults(),
                ClosingOptions.defaults(),
                new DrainOptions(java.time.Duration.ZERO, java.time.Duration.ofSeconds(1)));
    }
}
