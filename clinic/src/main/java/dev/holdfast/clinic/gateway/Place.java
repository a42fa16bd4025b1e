package dev.holdfast.clinic.gateway;

import dev.holdfast.clinic.trial.Need;
import java.util.Set;

/// Where a proxy stands.
public enum Place {
    NONE("", ""),
    NGINX_BEFORE("nginx before the gateway, ", "nginx before", Need.NGINX),
    HAPROXY_BEFORE("HAProxy before the gateway, ", "HAProxy before", Need.HAPROXY),
    NGINX_BEHIND("nginx, ", "nginx behind", Need.NGINX),
    HAPROXY_BEHIND("HAProxy, ", "HAProxy behind", Need.HAPROXY);

    private final String said;
    private final String title;
    private final Set<Need> needs;

    Place(String said, String title, Need... needs) {
        this.said = said;
        this.title = title;
        this.needs = Set.of(needs);
    }

    /// As a case names it, before the backend.
    String said() {
        return said;
    }

    String title() {
        return title;
    }

    Set<Need> needs() {
        return needs;
    }

    public boolean before() {
        return this == NGINX_BEFORE || this == HAPROXY_BEFORE;
    }

    public boolean behind() {
        return this == NGINX_BEHIND || this == HAPROXY_BEHIND;
    }
}
