package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.backend.Backends;
import dev.holdfast.clinic.gateway.Way;
import dev.holdfast.clinic.part.Nginx;
import dev.holdfast.clinic.part.ScriptedBackend;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.server.fixture.RawClient;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/// What backends say, with a proxy between them and the gateway or before it: the proxy must not hide or
/// change it.
final class GatewayBetweenCases {
    private static final String LONG = "timeout client 1h\ntimeout server 1h\ntimeout tunnel 1h";

    private GatewayBetweenCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(
                                Cause.UPGRADE_HEADERS_NOT_FORWARDED,
                                "nginx, Node ws behind the gateway",
                                trial -> Way.to(
                                                trial,
                                                trial.nginx(Backends.node(trial).address(), "")
                                                        .address())
                                        .refused())
                        .needing(Need.NGINX, Need.NODE),
                hit(
                                Cause.UPGRADE_HEADERS_NOT_FORWARDED,
                                "nginx, python-websockets behind the gateway",
                                trial -> Way.to(
                                                trial,
                                                trial.nginx(
                                                                Backends.python(trial, "")
                                                                        .address(),
                                                                "proxy_http_version 1.1;")
                                                        .address())
                                        .refused())
                        .needing(Need.NGINX, Need.PYTHON_WEBSOCKETS),
                nearMiss(
                                Cause.UPGRADE_HEADERS_NOT_FORWARDED,
                                "nginx, Node ws",
                                "a proxy behind the gateway that forwards them",
                                Set.of(Cause.APPLICATION_CLOSED),
                                trial -> Way.to(
                                                trial,
                                                trial.nginx(closing(trial, 4009, "enough"), Nginx.UPGRADE)
                                                        .address())
                                        .closed())
                        .needing(Need.NGINX, Need.NODE),
                hit(
                                Cause.BACKEND_ERROR,
                                "HAProxy that reaches no server",
                                trial -> Way.to(
                                                trial,
                                                trial.haproxy(Backends.nobody(), LONG + "\nretries 0")
                                                        .address())
                                        .refused())
                        .needing(Need.HAPROXY),
                hit(
                                Cause.HANDSHAKE_AUTH_REJECTED,
                                "HAProxy, Node ws behind the gateway",
                                trial -> Way.to(
                                                trial,
                                                trial.haproxy(
                                                                Backends.node(trial, "verifyClient: () => false,", "")
                                                                        .address(),
                                                                LONG)
                                                        .address())
                                        .refused())
                        .needing(Need.HAPROXY, Need.NODE),
                hit(Cause.HEADER_TOO_LARGE, "Node ws behind the gateway", trial -> {
                            Server gateway = trial.gateway(Backends.node(trial).address())
                                    .with("limits.header-bytes", "64KiB")
                                    .start();
                            RawClient client = trial.raw(gateway.address());
                            client.send(RawClient.request("/ws", "Cookie: much=" + "x".repeat(30_000)));
                            client.head();
                            return Said.of("rejection", gateway.diagnostics().end());
                        })
                        .needing(Need.NODE),
                hit(
                                Cause.APPLICATION_CLOSED,
                                "HAProxy, Node ws behind the gateway",
                                trial -> Way.to(
                                                trial,
                                                trial.haproxy(closing(trial, 4009, "enough"), LONG)
                                                        .address())
                                        .closed())
                        .needing(Need.HAPROXY, Need.NODE),
                hit(
                                Cause.HANDLER_EXCEPTION,
                                "nginx, Node ws behind the gateway",
                                trial -> Way.to(
                                                trial,
                                                trial.nginx(closing(trial, 1011, "internal error"), Nginx.UPGRADE)
                                                        .address())
                                        .closed())
                        .needing(Need.NGINX, Need.NODE),
                hit(Cause.SERVER_LOOP_EXITS_EARLY, "Node ws behind the gateway", trial -> {
                            return Way.to(
                                            trial,
                                            Backends.node(trial, "", "socket.close(1000);")
                                                    .address())
                                    .answeredClose();
                        })
                        .needing(Need.NODE),
                hit(
                                Cause.INVALID_UTF8,
                                "raw client, Node ws behind the gateway",
                                trial -> invalidText(trial, Backends.node(trial).address()))
                        .needing(Need.NODE),
                hit(
                                Cause.INVALID_UTF8,
                                "raw client, HAProxy, python-websockets behind the gateway",
                                trial -> invalidText(
                                        trial,
                                        trial.haproxy(Backends.python(trial, "").address(), LONG)
                                                .address()))
                        .needing(Need.HAPROXY, Need.PYTHON_WEBSOCKETS),
                hit(Cause.CLIENT_LEFT, "Node ws, HAProxy before the gateway", trial -> {
                            Server gateway = trial.gateway(
                                            Backends.python(trial, "").address())
                                    .start();
                            var proxy = trial.haproxy(gateway.address(), LONG);
                            trial.node("""
                                    import WebSocket from "ws";
                                    const socket = new WebSocket(process.argv[1]);
                                    socket.on("open", () => socket.send("hello"));
                                    socket.on("message", () => socket.close(1000));
                                    socket.on("close", () => console.log("closed"));
                                    """, Trial.ws(proxy.address())).says("closed");
                            return Said.of("end", gateway.diagnostics().end());
                        })
                        .needing(Need.HAPROXY, Need.NODE, Need.PYTHON_WEBSOCKETS));
    }

    /// Closes when it is spoken to.
    private static InetSocketAddress closing(Trial trial, int code, String reason) throws Exception {
        ScriptedBackend backend = Backends.node(
                trial, "", "socket.on(\"message\", () => socket.close(" + code + ", \"" + reason + "\"));");
        return backend.address();
    }

    private static Said invalidText(Trial trial, InetSocketAddress backend) throws Exception {
        return Way.to(trial, backend).closed(client -> client.frame(0x81, (byte) 0xC3, (byte) 0x28));
    }
}
