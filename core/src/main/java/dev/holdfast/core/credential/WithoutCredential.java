package dev.holdfast.core.credential;

import dev.holdfast.core.evidence.Carrier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Parts of a request with the credential taken out, by the same rules by which [CredentialReader] finds it.
/// All else stays as it is; what nothing stands in any more is `null`.
public final class WithoutCredential {
    private WithoutCredential() {}

    /// @param value of one `Authorization` header. One of another scheme than ours is no credential here, and
    /// stays
    public static @Nullable String authorization(String value, CarrierOptions carriers) {
        return carriers.enabled().contains(Carrier.HEADER)
                        && !(AuthorizationHeader.read(value) instanceof Finding.Absent)
                ? null
                : value;
    }

    /// @param value of one `Cookie` header
    public static @Nullable String cookies(String value, CarrierOptions carriers) {
        return carriers.enabled().contains(Carrier.COOKIE)
                ? without(value, ";", "; ", pair -> name(pair).equals(carriers.cookieName()))
                : value;
    }

    private static String name(String pair) {
        int equals = pair.indexOf('=');
        return equals < 0 ? "" : Trimmed.of(pair, 0, equals);
    }

    /// @param value of one `Sec-WebSocket-Protocol` header. What only marks that a token comes along stays,
    /// so that the backend can select it
    public static @Nullable String subprotocols(String value, CarrierOptions carriers) {
        return carriers.enabled().contains(Carrier.SUBPROTOCOL)
                ? without(value, ",", ", ", entry -> !(SubprotocolEntry.read(entry) instanceof Finding.Absent))
                : value;
    }

    /// @param target of the request line
    public static String target(String target, CarrierOptions carriers) {
        int question = target.indexOf('?');
        if (question < 0 || !carriers.enabled().contains(Carrier.TICKET)) {
            return target;
        }
        String left = without(
                target.substring(question + 1),
                "&",
                "&",
                parameter -> QueryText.isNamed(parameter, carriers.ticketParameter()));
        return target.substring(0, question) + (left == null ? "" : "?" + left);
    }

    private static @Nullable String without(
            String list, String separator, String joiner, Predicate<String> credential) {
        List<String> elements = new ArrayList<>(List.of(list.split(separator, -1)));
        return elements.removeIf(element -> credential.test(Trimmed.of(element)))
                ? elements.isEmpty() ? null : elements.stream().map(Trimmed::of).collect(Collectors.joining(joiner))
                : list;
    }
}
