package dev.holdfast.core.credential;

import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.port.Authenticator.Credential;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Reads the credential out of an opening handshake. A pure function, linear in the length of what it reads.
///
/// In what order things are decided: an enabled carrier that holds something unreadable makes the whole
/// [CredentialReading.Malformed], even beside a good one, because a client that sends broken credentials should
/// learn of it; then enabled carriers that disagree are a [CredentialReading.Conflict]. A ticket agrees with no
/// token.
public final class CredentialReader {
    private static final List<Carrier> IN_A_HANDSHAKE =
            List.of(Carrier.HEADER, Carrier.COOKIE, Carrier.SUBPROTOCOL, Carrier.TICKET);

    private CredentialReader() {}

    public static CredentialReading read(HandshakeCarriers handshake, CarrierOptions options) {
        Map<Carrier, Finding> findings = new EnumMap<>(Carrier.class);
        for (Carrier carrier : IN_A_HANDSHAKE) {
            Finding finding = find(carrier, handshake, options);
            if (!(finding instanceof Finding.Absent)) {
                findings.put(carrier, finding);
            }
        }
        Set<Carrier> present = findings.isEmpty() ? Set.of() : EnumSet.copyOf(findings.keySet());
        findings.keySet().retainAll(options.enabled());
        return decide(findings, present);
    }

    private static CredentialReading decide(Map<Carrier, Finding> enabled, Set<Carrier> present) {
        Finding all = Finding.ABSENT;
        for (Finding finding : enabled.values()) {
            all = all.and(finding);
        }
        return switch (all) {
            case Finding.Absent _ -> new CredentialReading.None(present);
            case Finding.Contradictory _ -> new CredentialReading.Conflict(enabled.keySet());
            case Finding.Unreadable(String detail) -> new CredentialReading.Malformed(firstUnreadable(enabled), detail);
            case Finding.Token(String text) ->
                new CredentialReading.Found(
                        new Credential(enabled.keySet().iterator().next(), text), present);
        };
    }

    private static Carrier firstUnreadable(Map<Carrier, Finding> findings) {
        return findings.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Finding.Unreadable)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private static Finding find(Carrier carrier, HandshakeCarriers handshake, CarrierOptions options) {
        return switch (carrier) {
            case HEADER -> all(handshake.authorization(), AuthorizationHeader::read);
            case COOKIE -> all(handshake.cookies(), value -> CookieHeader.read(value, options.cookieName()));
            case SUBPROTOCOL -> all(handshake.subprotocols(), SubprotocolEntry::read);
            case TICKET -> {
                String query = handshake.query();
                yield query == null ? Finding.ABSENT : QueryText.read(query, options.ticketParameter());
            }
            case FIRST_MESSAGE -> Finding.ABSENT;
        };
    }

    private static Finding all(List<String> values, Function<String, Finding> read) {
        Finding found = Finding.ABSENT;
        for (String value : values) {
            found = found.and(read.apply(value));
        }
        return found;
    }
}
