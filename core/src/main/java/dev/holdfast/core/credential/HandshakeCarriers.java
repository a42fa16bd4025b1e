package dev.holdfast.core.credential;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The parts of an opening handshake in which a credential can travel, as they stood on the wire. Its text never
/// appears in [#toString()].
///
/// @param authorization the values of all `Authorization` headers
/// @param cookies the values of all `Cookie` headers
/// @param subprotocols the offered subprotocols, one entry each, in the order of the offer
/// @param query the request's query without the question mark, still percent-encoded; `null` where it has none
public record HandshakeCarriers(
        List<String> authorization,
        List<String> cookies,
        List<String> subprotocols,
        @Nullable String query) {
    public HandshakeCarriers {
        authorization = List.copyOf(authorization);
        cookies = List.copyOf(cookies);
        subprotocols = List.copyOf(subprotocols);
    }

    @Override
    public String toString() {
        return "HandshakeCarriers[" + authorization.size() + " Authorization headers, " + cookies.size()
                + " Cookie headers, " + subprotocols.size() + " subprotocols, "
                + (query == null ? "no query]" : "a query of " + query.length() + " characters]");
    }
}
