package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.trial.ClinicCase.hit;
import static dev.holdfast.clinic.trial.ClinicCase.nearMiss;

import dev.holdfast.clinic.backend.Backends;
import dev.holdfast.clinic.fault.Faults;
import dev.holdfast.clinic.part.Nginx;
import dev.holdfast.clinic.part.Patience;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.part.Talker;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.clinic.trial.Said;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.Cause;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Limits on either side of a gateway: of boxes before it, of boxes between it and the backend, and of the
/// backend.
final class GatewayCutOffCases {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(400);
    private static final int MANY = 8;

    private static final String NGINX_LIMIT = Nginx.UPGRADE + "proxy_read_timeout 2s;";
    private static final String HAPROXY_LIMIT = "timeout client 2s\ntimeout server 2s\ntimeout tunnel 2s";

    /// Closes what was silent for two seconds, and does not say why.
    private static final String IDLE_NODE = """
            let idle;
            const wait = () => { clearTimeout(idle); idle = setTimeout(() => socket.close(%d), 2000); };
            wait();
            socket.on("message", wait);
            """;

    private GatewayCutOffCases() {}

    static List<ClinicCase> all() {
        return List.of(
                hit(Cause.PROXY_IDLE_TIMEOUT, "nginx, Node ws behind the gateway", trial -> {
                            InetSocketAddress backend = Backends.node(trial).address();
                            return cutBehind(
                                    trial, trial.nginx(backend, NGINX_LIMIT).address());
                        })
                        .needing(Need.NGINX, Need.NODE),
                hit(Cause.PROXY_IDLE_TIMEOUT, "HAProxy, python-websockets behind the gateway", trial -> {
                            InetSocketAddress backend =
                                    Backends.python(trial, "").address();
                            return cutBehind(
                                    trial, trial.haproxy(backend, HAPROXY_LIMIT).address());
                        })
                        .needing(Need.HAPROXY, Need.PYTHON_WEBSOCKETS),
                hit(Cause.PROXY_IDLE_TIMEOUT, "nginx, FastAPI on uvicorn behind the gateway", trial -> {
                            InetSocketAddress backend = Backends.uvicorn(trial, Backends.fastApi(""))
                                    .address();
                            return cutBehind(
                                    trial, trial.nginx(backend, NGINX_LIMIT).address());
                        })
                        .needing(Need.NGINX, Need.UVICORN),
                hit(Cause.PROXY_IDLE_TIMEOUT, "HAProxy, Holdfast behind the gateway", trial -> {
                            InetSocketAddress backend =
                                    trial.development().withoutPings().start().address();
                            return cutBehind(
                                    trial, trial.haproxy(backend, HAPROXY_LIMIT).address());
                        })
                        .needing(Need.HAPROXY),
                hit(Cause.PROXY_IDLE_TIMEOUT, "nginx before the gateway, Node ws", trial -> {
                            Server gateway = trial.gateway(Backends.node(trial).address())
                                    .start();
                            return cutBefore(
                                    trial,
                                    gateway,
                                    trial.nginx(gateway.address(), NGINX_LIMIT).address());
                        })
                        .needing(Need.NGINX, Need.NODE),
                hit(Cause.PROXY_IDLE_TIMEOUT, "HAProxy before the gateway, FastAPI on uvicorn", trial -> {
                            Server gateway = trial.gateway(Backends.uvicorn(trial, Backends.fastApi(""))
                                            .address())
                                    .start();
                            return cutBefore(
                                    trial,
                                    gateway,
                                    trial.haproxy(gateway.address(), HAPROXY_LIMIT)
                                            .address());
                        })
                        .needing(Need.HAPROXY, Need.UVICORN),
                nearMiss(
                                Cause.PROXY_IDLE_TIMEOUT,
                                "Node ws",
                                "a limit of age between gateway and backend",
                                Set.of(Cause.MAX_LIFETIME),
                                GatewayCutOffCases::cutAtAnAge)
                        .needing(Need.NODE),
                hit(Cause.MAX_LIFETIME, "fault relay, Node ws behind the gateway", GatewayCutOffCases::cutAtAnAge)
                        .needing(Need.NODE),
                // Each was closed with the code after another silence.
                nearMiss(
                                Cause.SERVER_IDLE_POLICY,
                                "Node ws",
                                "a backend that closes at no fixed silence",
                                Set.of(Cause.APPLICATION_CLOSED),
                                trial -> {
                                    Server gateway = trial.gateway(Backends.node(trial, "", """
                                                    globalThis.count = (globalThis.count ?? 0) + 1;
                                                    setTimeout(() => socket.close(4000), 700 + 450 * globalThis.count);
                                                    """)
                                                    .address())
                                            .start();
                                    Crowd.connect(trial, gateway.address(), 5);
                                    return Said.of(
                                            "end", gateway.diagnostics().ends(5).getLast());
                                })
                        .needing(Need.NODE),
                hit(
                                Cause.SERVER_IDLE_POLICY,
                                "Node ws behind the gateway",
                                trial -> closedByPolicy(
                                        trial,
                                        Backends.node(trial, "", IDLE_NODE.formatted(4000))
                                                .address()))
                        .called("without a word")
                        .needing(Need.NODE),
                hit(
                                Cause.SERVER_IDLE_POLICY,
                                "FastAPI on uvicorn",
                                trial -> closedByPolicy(
                                        trial, Backends.uvicorn(trial, """
                                        import asyncio
                                        from fastapi import FastAPI, WebSocket
                                        app = FastAPI()

                                        @app.websocket("/ws")
                                        async def echo(websocket: WebSocket):
                                            await websocket.accept()
                                            try:
                                                while True:
                                                    await websocket.send_text(
                                                        await asyncio.wait_for(websocket.receive_text(), 2))
                                            except asyncio.TimeoutError:
                                                await websocket.close(1001)
                                        """).address()))
                        .called("without a word")
                        .needing(Need.UVICORN));
    }

    /// @param box between the gateway and its backend
    private static Said cutBehind(Trial trial, InetSocketAddress box) throws Exception {
        return cutBefore(trial, trial.gateway(box).start(), null);
    }

    /// @param box before the gateway; absent where clients reach it at once
    private static Said cutBefore(Trial trial, Server gateway, @Nullable InetSocketAddress box) throws Exception {
        // The first answer may take long on a busy machine, as may the first look of a box at its timers.
        trial.with(Talker.connect(gateway.address()));
        return Crowd.cutOff(gateway.diagnostics(), LIMIT, () -> {
            Crowd.connect(trial, box == null ? gateway.address() : box, MANY)
                    .talk(PAUSE)
                    .join();
            return MANY;
        });
    }

    private static Said cutAtAnAge(Trial trial) throws Exception {
        InetSocketAddress box = trial.relay(
                        Backends.node(trial).address(),
                        Faults.named("age-limit").after(LIMIT))
                .address();
        Server gateway = trial.gateway(box).start();
        return Crowd.cutOff(gateway.diagnostics(), LIMIT, () -> {
            Crowd.connect(trial, gateway.address(), MANY).talkOn(PAUSE);
            return MANY;
        });
    }

    /// What is closed is explained by its code alone until the third shows the policy, and is waited for.
    private static Said closedByPolicy(Trial trial, InetSocketAddress backend) throws Exception {
        Server gateway = trial.gateway(backend).start();
        Said said = Crowd.cutOff(gateway.diagnostics(), LIMIT, () -> {
            Crowd.connect(trial, gateway.address(), MANY).talk(PAUSE).join();
            return MANY;
        });
        String id = said.record().path("connection_id").asString();
        return Said.of(
                "end",
                Patience.until(
                        "an idle policy",
                        () -> Optional.of(gateway.diagnostics().end(id))
                                .filter(end -> end.path("timeline").toString().contains("upstream-cut-off-found"))));
    }
}
