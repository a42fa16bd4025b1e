package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.gateway.Behind.HOLDFAST;
import static dev.holdfast.clinic.gateway.Behind.NODE;
import static dev.holdfast.clinic.gateway.Behind.PYTHON;
import static dev.holdfast.clinic.gateway.Behind.RAW;
import static dev.holdfast.clinic.gateway.Behind.UVICORN;
import static dev.holdfast.clinic.gateway.Place.HAPROXY_BEFORE;
import static dev.holdfast.clinic.gateway.Place.HAPROXY_BEHIND;
import static dev.holdfast.clinic.gateway.Place.NGINX_BEFORE;
import static dev.holdfast.clinic.gateway.Place.NGINX_BEHIND;
import static dev.holdfast.clinic.gateway.Place.NONE;

import dev.holdfast.clinic.backend.Backends;
import dev.holdfast.clinic.gateway.Backed;
import dev.holdfast.clinic.gateway.Proxies;
import dev.holdfast.clinic.gateway.Row;
import dev.holdfast.clinic.gateway.Way;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.core.cause.Cause;
import java.util.List;

/// Ends after a silence, and headers that never came.
final class SilenceRows {
    private static final String[] PINGS = {"--ws-ping-interval", "0.4", "--ws-ping-timeout", "0.4"};

    private SilenceRows() {}

    static List<Row> all() {
        return List.of(
                Row.of("idle policy", Cause.SERVER_IDLE_POLICY)
                        .client(SilenceRows::closedWhenIdle)
                        .backend(
                                NODE,
                                trial -> Backed.of(Backends.node(
                                        trial, "", "setTimeout(() => socket.close(1001, \"idle timeout\"), 300);")))
                        .backend(PYTHON, trial -> Backed.of(Backends.python(trial, """
                                        await asyncio.sleep(0.3)
                                        await socket.close(1001, "idle timeout")
                                        """, "")))
                        .played(NONE, NODE, "server-idle-policy/node-ws-behind-the-gateway")
                        .played(NONE, UVICORN, "server-idle-policy/fastapi-on-uvicorn/without-a-word")
                        .in(NONE, PYTHON)
                        .in(NGINX_BEFORE, NODE)
                        .in(HAPROXY_BEFORE, PYTHON)
                        .in(NGINX_BEHIND, PYTHON)
                        .in(HAPROXY_BEHIND, NODE),
                Row.of("ping timeout", Cause.HEARTBEAT_MISSED)
                        .client(Way::waited)
                        .backend(
                                PYTHON,
                                trial -> Backed.of(Backends.python(trial, ", ping_interval=0.4, ping_timeout=0.4")))
                        .backend(UVICORN, trial -> Backed.of(Backends.uvicorn(trial, Backends.fastApi(""), PINGS)))
                        .played(NONE, UVICORN, "heartbeat-missed/fastapi-on-uvicorn")
                        .played(NONE, PYTHON, "heartbeat-missed/python-websockets-behind-the-gateway")
                        .played(NONE, NODE, "heartbeat-missed/node-ws-behind-the-gateway/that-terminates")
                        .in(NGINX_BEFORE, UVICORN)
                        .in(HAPROXY_BEFORE, PYTHON)
                        .in(NGINX_BEHIND, PYTHON)
                        .in(HAPROXY_BEHIND, UVICORN),
                Row.of("missing pong of the backend", Cause.BACKEND_SILENT)
                        .client(way -> GatewayPingCases.pinging(way, ""), Need.PYTHON_WEBSOCKETS)
                        .backend(NODE, trial -> Backed.of(Backends.node(trial, "autoPong: false,", "")))
                        .backend(
                                UVICORN,
                                trial -> Backed.of(Backends.uvicorn(
                                        trial,
                                        // It stands still as soon as it has accepted.
                                        Backends.fastApi("    import time", "")
                                                .replace(
                                                        "    try:",
                                                        "    await asyncio.sleep(0.1); time.sleep(30)\n    try:")
                                                .replace("from fastapi", "import asyncio\nfrom fastapi"))))
                        .played(NONE, RAW, "backend-silent/python-websockets-raw-backend")
                        .played(NONE, NODE, "backend-silent/python-websockets-node-ws-behind-the-gateway")
                        .in(NONE, UVICORN)
                        .in(NGINX_BEFORE, UVICORN)
                        .in(HAPROXY_BEFORE, NODE)
                        .in(NGINX_BEHIND, NODE)
                        .in(HAPROXY_BEHIND, UVICORN),
                Row.of("upgrade headers stripped", Cause.UPGRADE_HEADERS_NOT_FORWARDED)
                        .client(Way::refused)
                        .proxies(new Proxies(
                                "",
                                Proxies.PATIENT.haproxy(),
                                "http-request del-header Upgrade\nhttp-request del-header Connection"))
                        .backend(NODE, trial -> Backed.of(Backends.node(trial)))
                        .backend(UVICORN, trial -> Backed.of(Backends.uvicorn(trial, Backends.fastApi(""))))
                        .withFewBackends("it is the proxy that does it, so each is a cell of a proxy")
                        .without(NONE, "takes a proxy")
                        .played(NGINX_BEFORE, RAW, "upgrade-headers-not-forwarded/nginx-before-the-gateway")
                        .in(NGINX_BEFORE, UVICORN)
                        .in(HAPROXY_BEFORE, NODE)
                        .played(NGINX_BEHIND, NODE, "upgrade-headers-not-forwarded/nginx-node-ws-behind-the-gateway")
                        .played(
                                NGINX_BEHIND,
                                PYTHON,
                                "upgrade-headers-not-forwarded/nginx-python-websockets-behind-the-gateway")
                        .in(HAPROXY_BEHIND, NODE),
                Row.of("cut-off spikes", Cause.PROXY_IDLE_TIMEOUT)
                        .withFewBackends("it is the proxy that cuts, so each is a cell of a proxy")
                        .without(NONE, "takes a proxy; that of a backend is its idle policy")
                        .played(NGINX_BEFORE, NODE, "proxy-idle-timeout/nginx-before-the-gateway-node-ws")
                        .played(
                                HAPROXY_BEFORE,
                                UVICORN,
                                "proxy-idle-timeout/haproxy-before-the-gateway-fastapi-on-uvicorn")
                        .played(NGINX_BEHIND, NODE, "proxy-idle-timeout/nginx-node-ws-behind-the-gateway")
                        .played(NGINX_BEHIND, UVICORN, "proxy-idle-timeout/nginx-fastapi-on-uvicorn-behind-the-gateway")
                        .played(
                                HAPROXY_BEHIND,
                                PYTHON,
                                "proxy-idle-timeout/haproxy-python-websockets-behind-the-gateway")
                        .played(HAPROXY_BEHIND, HOLDFAST, "proxy-idle-timeout/haproxy-holdfast-behind-the-gateway"));
    }

    private static dev.holdfast.clinic.trial.Said closedWhenIdle(Way way) throws Exception {
        var client = way.open();
        client.frame(0x88, client.readClose().payload());
        return way.end();
    }
}
