package dev.holdfast.clinic.gateway;

import dev.holdfast.clinic.part.Nginx;
import dev.holdfast.clinic.part.Server;
import dev.holdfast.clinic.trial.Trial;
import java.net.InetSocketAddress;

/// How the proxies of a row are told to be.
///
/// @param nginx directives of its location
/// @param haproxy lines of its defaults
/// @param frontend further lines of HAProxy's frontend
public record Proxies(String nginx, String haproxy, String frontend) {
    /// They pass handshakes on and have no limit that a trial reaches.
    public static final Proxies PATIENT = new Proxies(
            Nginx.UPGRADE + "proxy_read_timeout 1h;",
            "timeout client 1h\ntimeout server 1h\ntimeout tunnel 1h\nretries 0",
            "");

    /// What the gateway is told besides where its backend is.
    @FunctionalInterface
    public interface Told {
        Server.Setup tell(Server.Setup setup, Place place, InetSocketAddress backend);
    }

    Way stand(Trial trial, Place place, Backed backed, Told told) throws Exception {
        InetSocketAddress next = switch (place) {
            case NGINX_BEHIND -> trial.nginx(backed.address(), nginx).address();
            case HAPROXY_BEHIND ->
                trial.haproxy(backed.address(), haproxy, frontend).address();
            case NONE, NGINX_BEFORE, HAPROXY_BEFORE -> backed.address();
        };
        Server gateway = told.tell(trial.gateway(next), place, backed.address()).start();
        InetSocketAddress entry = switch (place) {
            case NGINX_BEFORE -> trial.nginx(gateway.address(), nginx).address();
            case HAPROXY_BEFORE ->
                trial.haproxy(gateway.address(), haproxy, frontend).address();
            case NONE, NGINX_BEHIND, HAPROXY_BEHIND -> gateway.address();
        };
        return new Way(trial, gateway, entry, backed);
    }
}
