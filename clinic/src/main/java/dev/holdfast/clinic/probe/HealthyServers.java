package dev.holdfast.clinic.probe;

import static dev.holdfast.clinic.probe.ProbeCase.healthy;
import static dev.holdfast.clinic.probe.Targets.at;

import dev.holdfast.clinic.backend.Backends;
import dev.holdfast.clinic.part.Nginx;
import dev.holdfast.clinic.part.Token;
import dev.holdfast.clinic.trial.Need;
import java.time.Duration;
import java.util.List;

/// With these nothing is wrong, so nothing may be found.
final class HealthyServers {
    private static final String PAGE = "https://app.example.com";

    private HealthyServers() {}

    static List<ProbeCase> all() {
        return List.of(
                healthy(
                        "holdfast-dev",
                        "Holdfast",
                        trial -> at(trial.development().start().address())
                                .offering("jwt-auth")
                                .withHostile()),
                healthy(
                        "holdfast-production",
                        "Holdfast",
                        trial -> at(trial.production().start().address())
                                .withToken(Token.of("ada").signed())
                                .from(PAGE)
                                .withHostile()),
                healthy(
                        "holdfast-first-message",
                        "Holdfast",
                        trial -> at(trial.production()
                                        .with("auth.carriers", "first-message")
                                        .start()
                                        .address())
                                .withToken(Token.of("ada").signed())
                                .from(PAGE)),
                healthy(
                        "holdfast-gateway-uvicorn",
                        "Holdfast's gateway, FastAPI",
                        trial -> at(trial.gateway(Backends.uvicorn(trial, Backends.fastApi("", ""))
                                        .address())
                                .start()
                                .address()),
                        Need.UVICORN),
                healthy(
                        "node-ws",
                        "Node ws",
                        trial -> at(Backends.node(trial, "", "").address())
                                .offering("chat")
                                .withHostile(),
                        Need.NODE),
                healthy(
                        "node-ws-compression",
                        "Node ws",
                        trial -> at(Backends.node(trial, "perMessageDeflate: true,", "")
                                .address()),
                        Need.NODE),
                healthy(
                        "python-websockets",
                        "Python websockets",
                        trial -> at(Backends.python(trial, ", subprotocols=['chat']")
                                        .address())
                                .offering("chat")
                                .withHostile(),
                        Need.PYTHON_WEBSOCKETS),
                healthy(
                        "python-websockets-small-messages",
                        "Python websockets",
                        trial -> at(Backends.python(trial, ", max_size=50000").address()),
                        Need.PYTHON_WEBSOCKETS),
                healthy(
                        "uvicorn-fastapi",
                        "FastAPI on uvicorn",
                        trial -> at(Backends.uvicorn(trial, Backends.fastApi("", "subprotocol=\"jwt-auth\""))
                                        .address())
                                .offering("jwt-auth"),
                        Need.UVICORN),
                healthy(
                        "uvicorn-small-messages",
                        "FastAPI on uvicorn",
                        trial -> at(Backends.uvicorn(trial, Backends.fastApi("", ""), "--ws-max-size", "100000")
                                .address()),
                        Need.UVICORN),
                healthy(
                        "tomcat",
                        "Tomcat",
                        trial -> at(trial.with(Tomcat.start(trial.subfolder("tomcat"), "chat"))
                                        .address())
                                .offering("chat")
                                .withHostile()),
                healthy(
                        "nginx-holdfast-held",
                        "nginx, Holdfast",
                        trial -> at(trial.nginx(trial.development().start().address(), Nginx.UPGRADE)
                                        .address())
                                .holding(Duration.ofSeconds(4)),
                        Need.NGINX),
                healthy(
                        "haproxy-node",
                        "HAProxy, Node ws",
                        trial -> at(trial.haproxy(
                                                Backends.node(trial, "", "").address(),
                                                "timeout client 2s\ntimeout server 2s\ntimeout tunnel 1h")
                                        .address())
                                .holding(Duration.ofSeconds(4)),
                        Need.HAPROXY,
                        Need.NODE));
    }
}
