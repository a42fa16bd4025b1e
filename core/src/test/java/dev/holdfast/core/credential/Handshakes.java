package dev.holdfast.core.credential;

import dev.holdfast.core.evidence.Carrier;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Handshakes with a credential in one place or several.
final class Handshakes {
    static final Set<Carrier> ALL = EnumSet.allOf(Carrier.class);
    static final CarrierOptions ALL_ENABLED = CarrierOptions.of(ALL);
    static final HandshakeCarriers EMPTY = new HandshakeCarriers(List.of(), List.of(), List.of(), null);

    private Handshakes() {}

    static HandshakeCarriers authorization(String... values) {
        return new HandshakeCarriers(List.of(values), List.of(), List.of(), null);
    }

    static HandshakeCarriers cookies(String... values) {
        return new HandshakeCarriers(List.of(), List.of(values), List.of(), null);
    }

    static HandshakeCarriers subprotocols(String... entries) {
        return new HandshakeCarriers(List.of(), List.of(), List.of(entries), null);
    }

    static HandshakeCarriers query(String query) {
        return new HandshakeCarriers(List.of(), List.of(), List.of(), query);
    }

    static HandshakeCarriers together(HandshakeCarriers... parts) {
        HandshakeCarriers all = EMPTY;
        for (HandshakeCarriers part : parts) {
            all = new HandshakeCarriers(
                    join(all.authorization(), part.authorization()),
                    join(all.cookies(), part.cookies()),
                    join(all.subprotocols(), part.subprotocols()),
                    part.query() == null ? all.query() : part.query());
        }
        return all;
    }

    static String base64url(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static List<String> join(List<String> a, List<String> b) {
        return Stream.concat(a.stream(), b.stream()).toList();
    }
}
