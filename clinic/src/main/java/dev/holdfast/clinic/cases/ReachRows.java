package dev.holdfast.clinic.cases;

import static dev.holdfast.clinic.gateway.Behind.NOBODY;
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
import dev.holdfast.clinic.part.Certificate;
import dev.holdfast.clinic.part.FullListener;
import dev.holdfast.clinic.part.Nginx;
import dev.holdfast.clinic.trial.Need;
import dev.holdfast.core.cause.Cause;
import java.util.List;

/// Backends that can't be reached, that don't answer, and that go away.
final class ReachRows {
    private static final String PROXY_ANSWERS = "the proxy answers with an error of its own";

    private ReachRows() {}

    static List<Row> all() {
        return List.of(
                Row.of("refused", Cause.BACKEND_UNREACHABLE)
                        .client(way -> {
                            if (way.backed().program() != null) {
                                way.backed().running().signal("KILL");
                                var _ = way.backed().running().exitStatus();
                            }
                            return way.refused();
                        })
                        .backend(NODE, trial -> Backed.of(Backends.node(trial)))
                        .backend(UVICORN, trial -> Backed.of(Backends.uvicorn(trial, Backends.fastApi(""))))
                        .played(NONE, NOBODY, "backend-unreachable/nothing-that-listens")
                        .in(NONE, NODE)
                        .in(NONE, UVICORN)
                        .in(NGINX_BEFORE, NODE)
                        .in(HAPROXY_BEFORE, UVICORN)
                        .otherwise(NGINX_BEHIND, UVICORN, Cause.BACKEND_ERROR, PROXY_ANSWERS)
                        .otherwise(HAPROXY_BEHIND, NODE, Cause.BACKEND_ERROR, PROXY_ANSWERS),
                Row.of("unreachable", Cause.BACKEND_UNREACHABLE)
                        .client(Way::refused)
                        .gateway((setup, place, backend) -> setup.with("proxy.connect-timeout", "500ms"))
                        .proxies(new Proxies(
                                Nginx.UPGRADE + "proxy_connect_timeout 1s;",
                                Proxies.PATIENT.haproxy() + "\ntimeout connect 500ms",
                                ""))
                        .backend(
                                NOBODY,
                                trial -> Backed.at(
                                        trial.with(FullListener.start()).address()))
                        .withFewBackends("no backend takes part: no packet of it comes back")
                        .in(NONE, NOBODY)
                        .in(NGINX_BEFORE, NOBODY)
                        .in(HAPROXY_BEFORE, NOBODY)
                        .otherwise(NGINX_BEHIND, NOBODY, Cause.BACKEND_ERROR, PROXY_ANSWERS)
                        .otherwise(HAPROXY_BEHIND, NOBODY, Cause.BACKEND_ERROR, PROXY_ANSWERS),
                Row.of("TLS failure", Cause.BACKEND_UNREACHABLE)
                        .client(Way::refused, Need.OPENSSL)
                        .gateway((setup, place, backend) ->
                                place.behind() ? setup : setup.with("proxy.to", "wss://127.0.0.1:" + backend.getPort()))
                        .backend(NODE, trial -> {
                            Certificate made = Certificate.make(trial.subfolder("tls"));
                            return Backed.of(Backends.nodeAnswering(
                                    trial,
                                    "https.createServer({ cert: fs.readFileSync(\"" + made.certificate()
                                            + "\"), key: fs.readFileSync(\"" + made.key() + "\") })",
                                    "socket.end();"));
                        })
                        .backend(UVICORN, trial -> {
                            Certificate made = Certificate.make(trial.subfolder("tls"));
                            return Backed.of(Backends.uvicorn(
                                    trial,
                                    Backends.fastApi(""),
                                    "--ssl-certfile",
                                    made.certificate().toString(),
                                    "--ssl-keyfile",
                                    made.key().toString()));
                        })
                        .in(NONE, NODE)
                        .in(NONE, UVICORN)
                        .in(NGINX_BEFORE, UVICORN)
                        .in(HAPROXY_BEFORE, NODE)
                        .otherwise(NGINX_BEHIND, NODE, Cause.BACKEND_ERROR, PROXY_ANSWERS)
                        .otherwise(HAPROXY_BEHIND, UVICORN, Cause.BACKEND_ERROR, PROXY_ANSWERS),
                Row.of("slow to answer", Cause.BACKEND_NO_ANSWER)
                        .client(way -> {
                            way.backed().running().signal("STOP");
                            return way.refused();
                        })
                        .gateway((setup, place, backend) -> setup.with("proxy.answer-timeout", "500ms"))
                        .backend(NODE, trial -> Backed.of(Backends.node(trial)))
                        .backend(UVICORN, trial -> Backed.of(Backends.uvicorn(trial, Backends.fastApi(""))))
                        .played(NONE, RAW, "backend-no-answer/raw-that-hangs")
                        .in(NONE, NODE)
                        .in(NONE, UVICORN)
                        .in(NGINX_BEFORE, UVICORN)
                        .in(HAPROXY_BEFORE, NODE)
                        .in(NGINX_BEHIND, NODE)
                        .in(HAPROXY_BEHIND, UVICORN),
                Row.of("crash", Cause.CRASH_OOM_SIGKILL)
                        .client(way -> {
                            var _ = way.talking();
                            way.backed().running().signal("KILL");
                            return GatewayLossCases.whenOneComesBack(
                                    way.trial(), way.gateway(), way.backed().running());
                        })
                        .backend(NODE, trial -> Backed.of(Backends.node(trial)))
                        .backend(UVICORN, trial -> Backed.of(Backends.uvicorn(trial, Backends.fastApi(""))))
                        .played(NONE, UVICORN, "crash-oom-sigkill/fastapi-on-uvicorn-behind-the-gateway")
                        .played(NONE, NODE, "crash-oom-sigkill/node-ws-behind-the-gateway")
                        .in(NGINX_BEFORE, NODE)
                        .in(HAPROXY_BEFORE, UVICORN)
                        .played(NGINX_BEHIND, NODE, "crash-oom-sigkill/nginx-node-ws-behind-the-gateway")
                        .played(
                                HAPROXY_BEHIND,
                                PYTHON,
                                "crash-oom-sigkill/haproxy-python-websockets-behind-the-gateway"),
                Row.of("proxy reload", Cause.PROXY_RELOAD)
                        .withFewBackends("it is the proxy that goes, so each is a cell of a proxy")
                        .without(NONE, "takes a proxy")
                        .played(NGINX_BEFORE, NODE, "proxy-reload/nginx-before-the-gateway-node-ws")
                        .played(HAPROXY_BEFORE, PYTHON, "proxy-reload/haproxy-before-the-gateway-python-websockets")
                        .played(NGINX_BEHIND, NODE, "proxy-reload/nginx-node-ws-behind-the-gateway")
                        .played(NGINX_BEHIND, PYTHON, "proxy-reload/nginx-python-websockets-behind-the-gateway")
                        .playedOtherwise(
                                HAPROXY_BEHIND,
                                NODE,
                                "proxy-reload/not/haproxy-behind-the-gateway-is-gone-and-leaves-no-mark",
                                Cause.CRASH_OOM_SIGKILL,
                                "HAProxy leaves no mark in a 101, so its end can't be told from the backend's"));
    }
}
