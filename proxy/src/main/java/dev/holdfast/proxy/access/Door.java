package dev.holdfast.proxy.access;

import dev.holdfast.core.credential.CredentialReader;
import dev.holdfast.core.credential.CredentialReading;
import dev.holdfast.core.credential.HandshakeCarriers;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.port.HoldBack;
import dev.holdfast.proxy.AccessOptions;
import dev.holdfast.server.connection.CredentialCheck;
import dev.holdfast.server.handshake.OpeningHandshake;
import dev.holdfast.server.handshake.RequestHead;
import org.jspecify.annotations.Nullable;

/// By what rules and by whose judgement requests are let in. Shared by all connections of a gateway, and safe
/// for use by any thread.
///
/// @param judge is asked who a credential belongs to
/// @param holdBack says who is to wait
public record Door(AccessOptions options, CredentialCheck.Judge judge, HoldBack holdBack) {
    /// Where in a request a credential may stand.
    public static HandshakeCarriers carriers(RequestHead request) {
        return new HandshakeCarriers(
                request.all("authorization"),
                request.all("cookie"),
                request.list("sec-websocket-protocol"),
                request.query());
    }

    public CredentialReading read(HandshakeCarriers carriers) {
        return CredentialReader.read(carriers, options.carriers());
    }

    /// @return what refuses the page that a request is from; `null` where it may ask, or is no page
    public @Nullable Decision originRefused(RequestHead request) {
        String origin = request.first("origin");
        return origin == null || options.origins().allows(origin, request.first("host"))
                ? null
                : new Decision.OriginRefused(
                        OpeningHandshake.cut(origin), options.origins().allowed());
    }

    /// Whether plain requests have to show a credential too.
    public boolean forEverything() {
        return options.asked() == AccessOptions.Asked.EVERYTHING;
    }
}
