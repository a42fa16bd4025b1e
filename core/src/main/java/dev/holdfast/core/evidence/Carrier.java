package dev.holdfast.core.evidence;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/// Where in a handshake, or after it, a credential can travel.
public enum Carrier {
    /// `Authorization: Bearer …`. Browsers can't set it on a WebSocket.
    HEADER("header"),
    /// A cookie. Needs the origin check, because browsers send it with every site's handshake.
    COOKIE("cookie"),
    /// A subprotocol entry `jwt.<base64url>` or `bearer.<token>`, never echoed.
    SUBPROTOCOL("subprotocol"),
    /// A one-time ticket in the query, issued over the admin API.
    TICKET("ticket"),
    /// The first message after the handshake.
    FIRST_MESSAGE("first-message");

    private final String word;

    Carrier(String word) {
        this.word = word;
    }

    /// Several, for evidence: `header, cookie`, or `none`.
    public static String words(Set<Carrier> carriers) {
        return carriers.isEmpty()
                ? "none"
                : inOrder(carriers).stream().map(Carrier::word).collect(Collectors.joining(", "));
    }

    /// The same of a handshake with somebody else's backend, in which whatever stands in a query counts.
    public static String wordsAtGateway(Set<Carrier> carriers) {
        return words(carriers).replace(TICKET.word, "query");
    }

    /// An immutable copy that is gone through in the order of the constants, so that the same facts always
    /// read the same.
    public static Set<Carrier> inOrder(Set<Carrier> carriers) {
        return carriers.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(carriers));
    }

    /// As it stands in configuration, log and metrics.
    public String word() {
        return word;
    }
}
