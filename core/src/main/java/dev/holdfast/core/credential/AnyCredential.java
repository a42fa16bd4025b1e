package dev.holdfast.core.credential;

import dev.holdfast.core.evidence.Carrier;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// What of an opening handshake looks like a credential for a backend whose ways are not known: by the names
/// under which they usually travel. For telling attempts apart, never for letting anybody in.
public final class AnyCredential {
    private static final Pattern COOKIE = Pattern.compile("(?i).*(sess|token|auth|jwt|sid).*");

    /// More in one handshake tell nothing more.
    private static final int MOST = 8;

    private AnyCredential() {}

    /// @return the credentials as they stand there, by where they stand; for nobody's eyes
    public static Map<Carrier, Set<String>> in(HandshakeCarriers handshake) {
        Map<Carrier, Set<String>> found = new EnumMap<>(Carrier.class);
        for (String value : handshake.authorization()) {
            String text = value.strip();
            add(found, Carrier.HEADER, text.substring(text.indexOf(' ') + 1).strip());
        }
        for (String header : handshake.cookies()) {
            for (String pair : header.split(";", 100)) {
                int equals = pair.indexOf('=');
                if (equals > 0 && COOKIE.matcher(pair.substring(0, equals)).matches()) {
                    add(found, Carrier.COOKIE, pair.substring(equals + 1).strip());
                }
            }
        }
        for (String entry : handshake.subprotocols()) {
            if (SubprotocolEntry.carriesSecret(entry)) {
                add(found, Carrier.SUBPROTOCOL, ofSubprotocol(entry));
            }
        }
        String query = handshake.query();
        if (query != null) {
            for (String pair : query.split("&", 100)) {
                int equals = pair.indexOf('=');
                if (equals > 0
                        && QueryText.mayBeSecret(pair.substring(0, equals).toLowerCase(Locale.ROOT))) {
                    add(found, Carrier.TICKET, decoded(pair.substring(equals + 1)));
                }
            }
        }
        return found;
    }

    /// The token itself where it can be told from what surrounds it.
    private static String ofSubprotocol(String entry) {
        return SubprotocolEntry.read(entry) instanceof Finding.Token(String text)
                ? text
                : entry.substring(entry.indexOf('.') + 1);
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return value; // a stray percent sign
        }
    }

    private static void add(Map<Carrier, Set<String>> found, Carrier carrier, String value) {
        Set<String> values = found.computeIfAbsent(carrier, _ -> new LinkedHashSet<>());
        if (!value.isEmpty() && values.size() < MOST) {
            values.add(value);
        }
    }
}
