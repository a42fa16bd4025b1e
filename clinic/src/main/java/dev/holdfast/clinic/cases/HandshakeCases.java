package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.fault.FaultRelay;
import dev.holdfast.clinic.fault.Faults;
import dev.holdfast.clinic.part.Nginx;
import dev.holdfast.clinic.part.Page;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.server.fixture.RawClient;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Requests that are no opening handshake, not a whole one, or one for somewhere else.
final class HandshakeCases {
    private static final String LEAVES = "socket.close(1000);";

    private HandshakeCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.HANDSHAKE_TIMEOUT, "raw", trial -> {
                    Server server = hurried(trial);
                    trial.raw(server.address())
                            .send("GET /ws HTTP/1.1\r\nHost: loc")
                            .rest();
                    return Clients.end(server);
                }),
                nearMiss(
                                Cause.HANDSHAKE_TIMEOUT,
                                "Node ws",
                                "every byte on its own and in time",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> {
                                    Server server = trial.development().start();
                                    FaultRelay relay = trial.relay(server.address(), Faults.named("slices"));
                                    Clients.node(trial, relay.address(), "", LEAVES);
                                    return Clients.end(server);
                                })
                        .needing(Need.NODE),
                nearMiss(
                        Cause.HANDSHAKE_TIMEOUT,
                        "raw",
                        "given up before the time was over",
                        Set.of(Cause.HANDSHAKE_ABANDONED),
                        HandshakeCases::givenUp),
                hit(Cause.HANDSHAKE_ABANDONED, "raw", HandshakeCases::givenUp),
                nearMiss(Cause.HANDSHAKE_ABANDONED, "raw", "gone after the 101", Set.of(Cause.UNEXPLAINED), trial -> {
                    Server server = trial.development().start();
                    RawClient client = trial.raw(server.address());
                    client.upgrade();
                    client.fin();
                    return Clients.end(server);
                }),
                nearMiss(
                        Cause.HANDSHAKE_ABANDONED,
                        "raw",
                        "a client that only falls silent",
                        Set.of(Cause.HANDSHAKE_TIMEOUT),
                        trial -> {
                            Server server = hurried(trial);
                            trial.raw(server.address())
                                    .send("GET /ws HTTP/1.1\r\nHost: localhost\r\n")
                                    .rest();
                            return Clients.end(server);
                        }),
                hit(Cause.HANDSHAKE_MALFORMED, "curl", trial -> {
                            Server server = trial.development().start();
                            curl(trial, server.address(), "Sec-WebSocket-Version: 8", "/ws");
                            return Clients.end(server);
                        })
                        .needing(Need.CURL),
                hit(Cause.HANDSHAKE_MALFORMED, "Node ws", trial -> {
                            Server server = trial.development().start();
                            String encrypted =
                                    Trial.ws(server.address()).toString().replace("ws:", "wss:");
                            trial.node("""
                                    import WebSocket from "ws";
                                    const socket = new WebSocket(process.argv[1]);
                                    socket.on("error", () => console.log("failed"));
                                    """, encrypted).says("failed");
                            return Clients.end(server);
                        })
                        .needing(Need.NODE),
                nearMiss(
                                Cause.HANDSHAKE_MALFORMED,
                                "Node ws",
                                "a box took the upgrade out",
                                Set.of(Cause.UPGRADE_HEADERS_NOT_FORWARDED),
                                trial -> through(trial, "upgrade-stripped"))
                        .needing(Need.NODE),
                nearMiss(Cause.HANDSHAKE_MALFORMED, "curl", "for another path", Set.of(Cause.WRONG_PATH), trial -> {
                            Server server = trial.development().start();
                            curl(trial, server.address(), "Sec-WebSocket-Version: 13", "/socket");
                            return Clients.end(server);
                        })
                        .needing(Need.CURL),
                hit(Cause.UPGRADE_HEADERS_NOT_FORWARDED, "nginx", trial -> {
                            Server server = trial.development().start();
                            Nginx nginx = trial.nginx(server.address(), "");
                            curl(trial, nginx.address(), "Sec-WebSocket-Version: 13", "/ws");
                            return Clients.end(server);
                        })
                        .needing(Need.NGINX, Need.CURL),
                hit(Cause.UPGRADE_HEADERS_NOT_FORWARDED, "HAProxy", trial -> {
                            Server server = trial.development().start();
                            InetSocketAddress proxy = trial.haproxy(
                                            server.address(),
                                            "timeout client 5s\ntimeout server 5s",
                                            "http-request del-header Upgrade\nhttp-request del-header Connection")
                                    .address();
                            Page page = trial.chromium().open(trial.pages().at("/"));
                            Clients.page(page, Trial.ws(proxy).toString(), "", "");
                            return Clients.end(server);
                        })
                        .needing(Need.HAPROXY, Need.CHROMIUM, Need.NODE),
                nearMiss(
                                Cause.UPGRADE_HEADERS_NOT_FORWARDED,
                                "nginx",
                                "a plain request for the same path",
                                Set.of(Cause.HANDSHAKE_MALFORMED),
                                trial -> {
                                    Server server = trial.development().start();
                                    Nginx nginx = trial.nginx(server.address(), "proxy_http_version 1.1;");
                                    trial.curl(
                                                    "-s",
                                                    "http://127.0.0.1:"
                                                            + nginx.address().getPort() + "/ws")
                                            .exitStatus();
                                    return Clients.end(server);
                                })
                        .needing(Need.NGINX, Need.CURL),
                nearMiss(
                                Cause.UPGRADE_HEADERS_NOT_FORWARDED,
                                "nginx",
                                "forwarded by the three lines",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> {
                                    Server server = trial.development().start();
                                    Nginx nginx = trial.nginx(server.address(), Nginx.UPGRADE);
                                    Clients.node(trial, nginx.address(), "", LEAVES);
                                    return Clients.end(server);
                                })
                        .needing(Need.NGINX, Need.NODE),
                hit(Cause.HEADER_TOO_LARGE, "Node ws", trial -> through(trial, "many-headers"))
                        .needing(Need.NODE),
                hit(Cause.HEADER_TOO_LARGE, "curl", trial -> {
                            Server server = trial.development().start();
                            curl(trial, server.address(), "Cookie: session=" + "c".repeat(17_000), "/ws");
                            return Clients.end(server);
                        })
                        .needing(Need.CURL),
                hit(Cause.HEADER_TOO_LARGE, "curl", trial -> {
                            Server server = trial.development().start();
                            curl(
                                    trial,
                                    server.address(),
                                    "Sec-WebSocket-Version: 13",
                                    "/ws?token=" + "t".repeat(9_000));
                            return Clients.end(server);
                        })
                        .called("in the address")
                        .needing(Need.CURL),
                nearMiss(
                                Cause.HEADER_TOO_LARGE,
                                "Node ws",
                                "large and within the limit",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> Clients.node(
                                        trial,
                                        trial.development().start(),
                                        "{ headers: { Cookie: 'session=' + 'c'.repeat(15000) } }",
                                        LEAVES))
                        .needing(Need.NODE),
                hit(Cause.WRONG_PATH, "Chromium", trial -> {
                            Server server = trial.development().start();
                            Page page = trial.chromium().open(trial.pages().at("/"));
                            Clients.page(page, Trial.ws(server.address()) + "s/", "", "");
                            return Clients.end(server);
                        })
                        .needing(Need.CHROMIUM, Need.NODE),
                hit(Cause.WRONG_PATH, "nginx", trial -> {
                            Server server = trial.development().start();
                            Nginx nginx =
                                    trial.nginx(server.address(), Nginx.UPGRADE + "rewrite ^/(.*)$ /app/$1 break;");
                            Clients.node(trial, nginx.address(), "", LEAVES);
                            return Clients.end(server);
                        })
                        .needing(Need.NGINX, Need.NODE),
                nearMiss(
                                Cause.WRONG_PATH,
                                "Node ws",
                                "the right path with a query",
                                Set.of(Cause.CLIENT_LEFT),
                                trial -> {
                                    Server server = trial.development().start();
                                    Clients.nodeAt(trial, Trial.ws(server.address()) + "?room=/chat", "", LEAVES);
                                    return Clients.end(server);
                                })
                        .needing(Need.NODE));
    }

    private static Server hurried(Trial trial) throws Exception {
        return trial.development().with("limits.handshake-timeout", "300ms").start();
    }

    private static Said givenUp(Trial trial) throws Exception {
        Server server = trial.development().start();
        RawClient client = trial.raw(server.address()).send("GET /ws HTTP/1.1\r\nHost: localhost\r\n");
        client.fin();
        return Clients.end(server);
    }

    private static Said through(Trial trial, String fault) throws Exception {
        Server server = trial.development().start();
        FaultRelay relay = trial.relay(server.address(), Faults.named(fault));
        Clients.node(trial, relay.address(), "", LEAVES);
        return Clients.end(server);
    }

    /// An opening handshake with one line of its own.
    private static void curl(Trial trial, InetSocketAddress where, String line, String target) throws Exception {
        List<Object> arguments = new ArrayList<>(List.of("-s", "-o", "/dev/null", "--max-time", "5"));
        for (String each : List.of(
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: " + RawClient.KEY)) {
            if (!each.startsWith(line.substring(0, line.indexOf(':') + 1))) {
                arguments.addAll(List.of("-H", each));
            }
        }
        arguments.addAll(List.of("-H", line, "http://127.0.0.1:" + where.getPort() + target));
        trial.curl(arguments.toArray()).exitStatus();
    }
}
