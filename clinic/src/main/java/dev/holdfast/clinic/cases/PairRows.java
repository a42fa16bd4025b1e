package dev.holdfast.clinic.cases;

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
import dev.holdfast.clinic.gateway.Row;
import dev.holdfast.clinic.gateway.Way;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.core.cause.Cause;
import java.util.List;

/// Sides that do not keep up, sessions that replace each other, and credentials in different places.
final class PairRows {
    private static final String NOBODY_ENDS =
            "a proxy that can't hand on what it has does not look whether its sender has given up, so only the gateway's own"
                    + " heartbeat ends it";

    private PairRows() {}

    static List<Row> all() {
        return List.of(
                Row.of("slow client", Cause.SLOW_CONSUMER)
                        .client(Way::waited)
                        .gateway((setup, place, backend) -> place.behind() ? beating(setup) : setup)
                        .backend(NODE, trial -> Backed.of(Backends.node(trial, "", GatewaySlowCases.FEEDING)))
                        .backend(
                                PYTHON, trial -> Backed.of(Backends.python(trial, GatewaySlowCases.FEEDING_PYTHON, "")))
                        .played(NONE, NODE, "slow-consumer/raw-client-node-ws-behind-the-gateway")
                        .played(NONE, PYTHON, "slow-consumer/raw-client-python-websockets-behind-the-gateway")
                        .in(NGINX_BEFORE, NODE)
                        .in(HAPROXY_BEFORE, PYTHON)
                        .otherwise(NGINX_BEHIND, PYTHON, Cause.CLIENT_EVENT_LOOP_BLOCKED, NOBODY_ENDS)
                        .otherwise(HAPROXY_BEHIND, NODE, Cause.CLIENT_EVENT_LOOP_BLOCKED, NOBODY_ENDS),
                Row.of("slow backend", Cause.SLOW_CONSUMER)
                        .client(GatewaySlowCases::feeding, Need.NODE)
                        .gateway((setup, place, backend) -> place.before() ? beating(setup) : setup)
                        .backend(NODE, trial -> Backed.of(Backends.node(trial, "", "socket._socket.pause();")))
                        .backend(
                                PYTHON,
                                trial -> Backed.of(Backends.python(trial, "await socket.recv()\ntime.sleep(20)", "")))
                        .played(NONE, RAW, "slow-consumer/node-ws-raw-backend-that-does-not-read")
                        .played(NONE, PYTHON, "slow-consumer/node-ws-python-websockets-whose-loop-is-blocked")
                        .in(NONE, NODE)
                        .otherwise(NGINX_BEFORE, PYTHON, Cause.BACKEND_SILENT, NOBODY_ENDS)
                        .otherwise(HAPROXY_BEFORE, NODE, Cause.BACKEND_SILENT, NOBODY_ENDS)
                        .in(NGINX_BEHIND, NODE)
                        .in(HAPROXY_BEHIND, PYTHON),
                Row.of("kick loop", Cause.DUPLICATE_SESSION_KICK_LOOP)
                        .client(GatewayPairCases::kicked, Need.NODE)
                        .backend(
                                NODE,
                                trial -> Backed.of(Backends.node(
                                        trial,
                                        "",
                                        GatewayPairCases.ONE_OF_A_USER.formatted(4001, "replaced by another tab"))))
                        .backend(
                                PYTHON,
                                trial -> Backed.of(Backends.python(trial, GatewayPairCases.ONE_OF_A_USER_PYTHON, "")))
                        .played(NONE, NODE, "duplicate-session-kick-loop/node-ws-behind-the-gateway")
                        .played(NONE, PYTHON, "duplicate-session-kick-loop/python-websockets-behind-the-gateway")
                        .in(NGINX_BEFORE, PYTHON)
                        .in(HAPROXY_BEFORE, NODE)
                        .in(NGINX_BEHIND, NODE)
                        .in(HAPROXY_BEHIND, PYTHON),
                Row.of("carriers", Cause.AUTH_MODE_MISMATCH)
                        .client(way -> GatewayPairCases.otherCarrier(way, "subprotocol", "header"), Need.NODE)
                        .backend(NODE, trial -> Backed.of(Backends.node(trial, GatewayPairCases.ONLY_THE_HEADER, "")))
                        .backend(UVICORN, trial -> Backed.of(Backends.uvicorn(trial, Backends.fastApi("""
                                            if websocket.headers.get("authorization") is None:
                                                return await websocket.close(1008)
                                        """, ""))))
                        .played(NONE, NODE, "auth-mode-mismatch-dev-prod/node-ws-behind-the-gateway")
                        .played(NONE, UVICORN, "auth-mode-mismatch-dev-prod/fastapi-on-uvicorn")
                        .in(NGINX_BEFORE, NODE)
                        .in(HAPROXY_BEFORE, UVICORN)
                        .in(NGINX_BEHIND, UVICORN)
                        .in(HAPROXY_BEHIND, NODE));
    }

    private static Server.Setup beating(Server.Setup setup) {
        return setup.with("proxy.heartbeat", "400ms").with("heartbeat.timeout", "1s");
    }
}
