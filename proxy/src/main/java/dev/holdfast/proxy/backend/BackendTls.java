package dev.holdfast.proxy.backend;

import dev.holdfast.server.transport.Connector;
import dev.holdfast.server.transport.Tls;
import org.jspecify.annotations.Nullable;

/// How backends are asked by TLS.
///
/// @param name that they must prove; `null` for the host that each is asked at
public record BackendTls(Tls tls, @Nullable String name) {
    Connector.Secured to(Backend backend) {
        return new Connector.Secured(tls, name == null ? backend.host() : name);
    }
}
