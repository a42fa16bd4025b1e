package dev.holdfast.core.credential;

import dev.holdfast.core.evidence.Carrier;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// By which carriers a credential is accepted, and under which names.
///
/// @param enabled the carriers that count. One that is present and not enabled is a fact of the connection and
///     never a credential. Danger: [Carrier#COOKIE] lets every web page connect as its visitor unless the origin is
///     checked
/// @param cookieName the cookie that holds the token; compared exactly, as cookie names are
/// @param ticketParameter the query parameter that holds a one-time ticket; compared exactly
public record CarrierOptions(Set<Carrier> enabled, String cookieName, String ticketParameter) {
    public static final String DEFAULT_COOKIE_NAME = "token";
    public static final String DEFAULT_TICKET_PARAMETER = "ticket";

    public CarrierOptions {
        enabled = enabled.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(enabled));
        if (!isName(cookieName)) {
            throw new IllegalArgumentException(
                    "the cookie name is \"" + cookieName + "\", expected letters, digits, '-', '_' or '.'");
        }
        if (!isName(ticketParameter)) {
            throw new IllegalArgumentException("the ticket's query parameter is \"" + ticketParameter
                    + "\", expected letters, digits, '-', '_' or '.'");
        }
    }

    /// These carriers under the default names.
    public static CarrierOptions of(Set<Carrier> enabled) {
        return new CarrierOptions(enabled, DEFAULT_COOKIE_NAME, DEFAULT_TICKET_PARAMETER);
    }

    /// Narrower than RFC 6265 and RFC 3986 allow, so that a name means the same quoted, encoded or not.
    private static boolean isName(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(c -> (c >= '0' && c <= '9')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= 'a' && c <= 'z')
                                || c == '-'
                                || c == '_'
                                || c == '.');
    }
}
