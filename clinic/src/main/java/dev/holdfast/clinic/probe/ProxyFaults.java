package dev.holdfast.clinic.probe;

import static dev.holdfast.clinic.probe.ProbeCase.faulty;
import static dev.holdfast.clinic.probe.Targets.at;

import dev.holdfast.clinic.backend.Backends;
import dev.holdfast.clinic.part.FreePort;
import dev.holdfast.clinic.part.Nginx;
import dev.holdfast.clinic.trial.Need;
import java.time.Duration;
import java.util.List;

/// What stands before a server and is set up wrongly, or cuts off.
final class ProxyFaults {
    private ProxyFaults() {}

    static List<ProbeCase> all() {
        return List.of(
                faulty(
                        "nginx-without-upgrade/node",
                        "nginx, Node ws",
                        "upgrade-headers-not-forwarded LIKELY",
                        trial -> at(trial.nginx(Backends.node(trial, "", "").address(), "")
                                .address()),
                        Need.NGINX,
                        Need.NODE),
                faulty(
                        "nginx-without-upgrade/holdfast",
                        "nginx, Holdfast",
                        "upgrade-headers-not-forwarded LIKELY",
                        trial -> at(trial.nginx(trial.development().start().address(), "")
                                .address()),
                        Need.NGINX),
                faulty(
                        "nginx-backend-gone",
                        "nginx",
                        "backend-error PROVEN",
                        trial -> at(trial.nginx(FreePort.take(), Nginx.UPGRADE).address()),
                        Need.NGINX),
                faulty(
                        "nginx-redirects",
                        "nginx",
                        "redirect-on-handshake PROVEN",
                        trial -> at(trial.nginx(FreePort.take(), "return 301 https://$host/ws/;")
                                .address()),
                        Need.NGINX),
                faulty(
                        "nginx-forbids-upgrades",
                        "nginx",
                        "handshake-auth-rejected POSSIBLE",
                        trial -> at(trial.nginx(
                                        FreePort.take(), "if ($http_upgrade) { return 403; } return 200 \"a page\";")
                                .address()),
                        Need.NGINX),
                faulty(
                        "nginx-rate-limit",
                        "nginx",
                        "rate-limited LIKELY",
                        trial -> at(trial.nginx(FreePort.take(), "return 429;").address()),
                        Need.NGINX),
                faulty(
                        "nginx-idle-limit",
                        "nginx, Node ws",
                        "proxy-idle-timeout LIKELY",
                        trial -> at(trial.nginx(
                                                Backends.node(trial, "", "").address(),
                                                Nginx.UPGRADE + "proxy_read_timeout 2s; proxy_send_timeout 2s;")
                                        .address())
                                .onlyChecks("hold")
                                .holding(Duration.ofSeconds(6)),
                        Need.NGINX,
                        Need.NODE),
                // The default of nginx, by which it is known.
                faulty(
                                "nginx-default-idle-limit",
                                "nginx, Node ws",
                                "proxy-idle-timeout LIKELY",
                                trial -> at(trial.nginx(
                                                        Backends.node(trial, "", "")
                                                                .address(),
                                                        Nginx.UPGRADE)
                                                .address())
                                        .onlyChecks("hold")
                                        .holding(Duration.ofSeconds(65)),
                                Need.NGINX,
                                Need.NODE)
                        .saying("nginx ends a connection that was silent for 60 s"),
                faulty(
                        "haproxy-without-tunnel-timeout",
                        "HAProxy, Python websockets",
                        "proxy-idle-timeout LIKELY",
                        trial -> at(trial.haproxy(
                                                Backends.python(trial, ", ping_interval=None")
                                                        .address(),
                                                "timeout client 2s\ntimeout server 2s")
                                        .address())
                                .onlyChecks("hold")
                                .holding(Duration.ofSeconds(6)),
                        Need.HAPROXY,
                        Need.PYTHON_WEBSOCKETS),
                faulty(
                        "haproxy-no-server",
                        "HAProxy",
                        "backend-error PROVEN",
                        trial -> at(trial.haproxy(FreePort.take(), "timeout client 5s\ntimeout server 5s")
                                .address()),
                        Need.HAPROXY),
                faulty(
                        "nothing-listens",
                        "the kernel",
                        "connect-refused-or-ipv6-localhost PROVEN",
                        trial -> at(FreePort.take())));
    }
}
