package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.backend.Backends;
import dev.holdfast.clinic.part.Child;
import dev.holdfast.clinic.part.HaProxy;
import dev.holdfast.clinic.part.Nginx;
import dev.holdfast.clinic.part.Patience;
import dev.holdfast.clinic.part.RawBackend;
import dev.holdfast.clinic.part.ScriptedBackend;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.Talker;
import dev.holdfast.clinic.part.Uvicorn;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.server.fixture.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Backends, and proxies before them or before the gateway, that go away with all their connections.
final class GatewayLossCases {
    private static final int MANY = 30;
    private static final Duration APART = Duration.ofMillis(60);
    private static final String LONG = "timeout client 1h\ntimeout server 1h\ntimeout tunnel 1h";
    private static final String FORWARDED = "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;";
    private static final String OPEN_LONG = Nginx.UPGRADE + "proxy_read_timeout 1h;";

    private GatewayLossCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.PROXY_RELOAD, "nginx, Node ws behind the gateway", trial -> {
                            Nginx nginx = trial.nginx(Backends.node(trial).address(), OPEN_LONG);
                            Server gateway = gateway(trial, nginx.address());
                            crowd(trial, gateway.address());
                            nginx.reload();
                            return afterTheMass(trial, gateway);
                        })
                        .needing(Need.NGINX, Need.NODE),
                hit(Cause.PROXY_RELOAD, "nginx, python-websockets behind the gateway", trial -> {
                            Nginx nginx = trial.nginx(Backends.python(trial, "").address(), OPEN_LONG);
                            Server gateway = gateway(trial, nginx.address());
                            crowd(trial, gateway.address());
                            nginx.reload();
                            return afterTheMass(trial, gateway);
                        })
                        .needing(Need.NGINX, Need.PYTHON_WEBSOCKETS),
                hit(Cause.PROXY_RELOAD, "nginx that stops, Node ws behind the gateway", trial -> {
                            Nginx nginx = trial.nginx(Backends.node(trial).address(), OPEN_LONG);
                            Server gateway = gateway(trial, nginx.address());
                            trial.with(Talker.connect(gateway.address())).say("hello");
                            gateway.diagnostics().open(1);
                            nginx.signal("TERM");
                            return whenOneComesBack(trial, gateway, nginx);
                        })
                        .needing(Need.NGINX, Need.NODE),
                hit(Cause.PROXY_RELOAD, "nginx before the gateway, Node ws", trial -> {
                            Server gateway = gateway(trial, Backends.node(trial).address());
                            Nginx nginx = trial.nginx(gateway.address(), OPEN_LONG + FORWARDED);
                            crowd(trial, nginx.address());
                            nginx.reload();
                            return afterTheMass(trial, gateway);
                        })
                        .needing(Need.NGINX, Need.NODE),
                hit(Cause.PROXY_RELOAD, "HAProxy before the gateway, python-websockets", trial -> {
                            Server gateway =
                                    gateway(trial, Backends.python(trial, "").address());
                            HaProxy proxy = trial.haproxy(gateway.address(), LONG, "option forwardfor");
                            crowd(trial, proxy.address());
                            proxy.signal("TERM");
                            return afterTheMass(trial, gateway);
                        })
                        .needing(Need.HAPROXY, Need.PYTHON_WEBSOCKETS),
                // HAProxy leaves no mark in a 101, so its end can't be told from that of the backend itself.
                nearMiss(
                                Cause.PROXY_RELOAD,
                                "HAProxy, Node ws",
                                "HAProxy behind the gateway is gone, and leaves no mark",
                                Set.of(Cause.CRASH_OOM_SIGKILL),
                                trial -> {
                                    HaProxy proxy =
                                            trial.haproxy(Backends.node(trial).address(), LONG);
                                    Server gateway = gateway(trial, proxy.address());
                                    trial.with(Talker.connect(gateway.address()))
                                            .say("hello");
                                    gateway.diagnostics().open(1);
                                    proxy.signal("TERM");
                                    return whenOneComesBack(trial, gateway, proxy);
                                })
                        .needing(Need.HAPROXY, Need.NODE),
                hit(Cause.CRASH_OOM_SIGKILL, "FastAPI on uvicorn behind the gateway", trial -> {
                            Uvicorn backend = Backends.uvicorn(trial, Backends.fastApi(""));
                            Server gateway = gateway(trial, backend.address());
                            trial.with(Talker.connect(gateway.address())).say("hello");
                            gateway.diagnostics().open(1);
                            backend.signal("KILL");
                            return whenOneComesBack(trial, gateway, backend);
                        })
                        .needing(Need.UVICORN),
                hit(Cause.CRASH_OOM_SIGKILL, "Node ws behind the gateway", trial -> {
                            ScriptedBackend backend = Backends.node(trial);
                            Server gateway = gateway(trial, backend.address());
                            trial.with(Talker.connect(gateway.address())).say("hello");
                            gateway.diagnostics().open(1);
                            backend.program().signal("KILL");
                            return whenOneComesBack(trial, gateway, backend.program());
                        })
                        .needing(Need.NODE),
                hit(Cause.CRASH_OOM_SIGKILL, "nginx, Node ws behind the gateway", trial -> {
                            ScriptedBackend backend = Backends.node(trial);
                            Nginx nginx = trial.nginx(backend.address(), OPEN_LONG);
                            return killedBehind(trial, backend, nginx.address());
                        })
                        .needing(Need.NGINX, Need.NODE),
                hit(Cause.CRASH_OOM_SIGKILL, "HAProxy, python-websockets behind the gateway", trial -> {
                            ScriptedBackend backend = Backends.python(trial, "");
                            HaProxy proxy = trial.haproxy(backend.address(), LONG + "\nretries 0");
                            return killedBehind(trial, backend, proxy.address());
                        })
                        .needing(Need.HAPROXY, Need.PYTHON_WEBSOCKETS),
                // It dropped one connection, and answers all others.
                nearMiss(
                        Cause.CRASH_OOM_SIGKILL,
                        "raw",
                        "a backend that drops one connection and lives",
                        Set.of(Cause.UNEXPLAINED),
                        trial -> {
                            RawBackend backend = trial.with(RawBackend.start(
                                    exchange -> exchange.upgrade().awaitBytes().end()));
                            Server gateway = gateway(trial, backend.address());
                            trial.with(Talker.connect(gateway.address())).say("hello");
                            return Said.of("end", gateway.diagnostics().end());
                        }));
    }

    private static Server gateway(Trial trial, InetSocketAddress backend) throws Exception {
        // A mass end is judged when it is over, so a second after it.
        return trial.gateway(backend).with("incidents.mass-window", "1s").start();
    }

    private static void crowd(Trial trial, InetSocketAddress address) throws Exception {
        Crowd crowd = Crowd.connect(trial, address, MANY, APART);
        for (int i = 0; i < MANY; i += 3) {
            crowd.talkers().get(i).say("hello");
        }
    }

    private static Said killedBehind(Trial trial, ScriptedBackend backend, InetSocketAddress box) throws Exception {
        Server gateway = gateway(trial, box);
        trial.with(Talker.connect(gateway.address())).say("hello");
        gateway.diagnostics().open(1);
        backend.program().signal("KILL");
        return whenOneComesBack(trial, gateway, backend.program());
    }

    /// The gateway looks at once whether somebody listens there. A process that is about to end, or a box
    /// before it, may still do; who comes back shows the rest.
    static Said whenOneComesBack(Trial trial, Server gateway, Child gone) throws Exception {
        var _ = gone.exitStatus();
        String id = gateway.diagnostics().end().path("connection_id").asString();
        RawClient client = trial.raw(gateway.address());
        client.send(RawClient.request("/ws"));
        client.head();
        client.close();
        gateway.diagnostics().ends(2);
        return Crowd.explainedAgain(gateway.diagnostics(), id);
    }

    /// Clients come back while the mass end is still watched; when it is over its ends are explained.
    private static Said afterTheMass(Trial trial, Server gateway) throws Exception {
        gateway.diagnostics().ends(MANY);
        try {
            trial.with(Talker.connect(gateway.address()));
        } catch (IOException _) {
            // a box before the backend may not be back yet
        }
        JsonNode mass = Patience.until(
                "the end of a mass end",
                () -> gateway.diagnostics().incidents().stream()
                        .filter(each -> each.path("kind").asString().equals("mass-end")
                                && !each.path("ended_at").isNull())
                        .findFirst());
        return Crowd.explainedAgain(
                gateway.diagnostics(), mass.path("connections").path(0).asString());
    }
}
