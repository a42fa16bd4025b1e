package dev.holdfast.doctor.probe.wire;

import dev.holdfast.core.credential.SubprotocolEntry;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.doctor.probe.target.Target;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An opening handshake to be made. Immutable; its text holds whatever secrets it carries and is never
/// shown.
///
/// @param subprotocols as offered
/// @param extensions as offered
/// @param credentials headers and query parameters that carry a token
/// @param carriers by which one is carried
/// @param upgrade whether it asks for an upgrade at all; a plain GET of the same path otherwise
public record HandshakeRequest(
        Target target,
        @Nullable String origin,
        List<String> subprotocols,
        List<String> extensions,
        List<Header> credentials,
        @Nullable String tokenInQuery,
        Set<Carrier> carriers,
        boolean upgrade) {
    static final String AGENT = "holdfast-probe";
    private static final String DEFAULT_SUBPROTOCOL = "jwt-auth";

    public HandshakeRequest {
        subprotocols = List.copyOf(subprotocols);
        extensions = List.copyOf(extensions);
        credentials = List.copyOf(credentials);
        carriers = Carrier.inOrder(carriers);
    }

    public static HandshakeRequest to(Target target) {
        return new HandshakeRequest(target, null, List.of(), List.of(), List.of(), null, Set.of(), true);
    }

    public HandshakeRequest from(@Nullable String page) {
        return new HandshakeRequest(
                target, page, subprotocols, extensions, credentials, tokenInQuery, carriers, upgrade);
    }

    public HandshakeRequest offering(List<String> names) {
        return new HandshakeRequest(target, origin, names, extensions, credentials, tokenInQuery, carriers, upgrade);
    }

    public HandshakeRequest withExtensions(String... names) {
        return new HandshakeRequest(
                target, origin, subprotocols, List.of(names), credentials, tokenInQuery, carriers, upgrade);
    }

    /// A GET of the same path that asks for no upgrade, as a browser's address bar does.
    public HandshakeRequest asPlainGet() {
        return new HandshakeRequest(target, origin, List.of(), List.of(), credentials, tokenInQuery, carriers, false);
    }

    /// The same with a token. By [TokenBy#FIRST_MESSAGE] the request stays as it is.
    public HandshakeRequest carrying(TokenBy by, String token) {
        return switch (by) {
            case HEADER -> with(new Header("Authorization", "Bearer " + token), Carrier.HEADER);
            case COOKIE -> with(new Header("Cookie", "token=" + token), Carrier.COOKIE);
            case QUERY ->
                new HandshakeRequest(
                        target, origin, subprotocols, extensions, credentials, token, and(Carrier.TICKET), upgrade);
            case SUBPROTOCOL -> {
                List<String> offered =
                        new ArrayList<>(subprotocols.isEmpty() ? List.of(DEFAULT_SUBPROTOCOL) : subprotocols);
                offered.add("jwt."
                        + Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(token.getBytes(StandardCharsets.UTF_8)));
                yield new HandshakeRequest(
                        target,
                        origin,
                        offered,
                        extensions,
                        credentials,
                        tokenInQuery,
                        and(Carrier.SUBPROTOCOL),
                        upgrade);
            }
            case FIRST_MESSAGE -> this;
        };
    }

    private HandshakeRequest with(Header credential, Carrier carrier) {
        return new HandshakeRequest(
                target,
                origin,
                subprotocols,
                extensions,
                Stream.concat(credentials.stream(), Stream.of(credential)).toList(),
                tokenInQuery,
                and(carrier),
                upgrade);
    }

    private Set<Carrier> and(Carrier carrier) {
        Set<Carrier> more = EnumSet.of(carrier);
        more.addAll(carriers);
        return more;
    }

    byte[] bytes(String key) {
        StringBuilder text = new StringBuilder(512)
                .append("GET ")
                .append(target.path())
                .append(query())
                .append(" HTTP/1.1\r\nHost: ")
                .append(target.hostHeader())
                .append("\r\nUser-Agent: ")
                .append(AGENT)
                .append("\r\n");
        if (upgrade) {
            text.append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ")
                    .append(key)
                    .append("\r\n");
        } else {
            text.append("Accept: */*\r\nConnection: close\r\n");
        }
        if (origin != null) {
            text.append("Origin: ").append(origin).append("\r\n");
        }
        if (!subprotocols.isEmpty()) {
            text.append("Sec-WebSocket-Protocol: ")
                    .append(String.join(", ", subprotocols))
                    .append("\r\n");
        }
        if (!extensions.isEmpty()) {
            text.append("Sec-WebSocket-Extensions: ")
                    .append(String.join(", ", extensions))
                    .append("\r\n");
        }
        credentials.forEach(each ->
                text.append(each.name()).append(": ").append(each.value()).append("\r\n"));
        return text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    /// The same as an extended CONNECT (RFC 8441 4), its fields written out in full.
    byte[] http2Fields() {
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        field(fields, ":method", "CONNECT");
        field(fields, ":protocol", "websocket");
        field(fields, ":scheme", "https");
        field(fields, ":path", target.path() + query());
        field(fields, ":authority", target.hostHeader());
        field(fields, "sec-websocket-version", "13");
        field(fields, "user-agent", AGENT);
        if (origin != null) {
            field(fields, "origin", origin);
        }
        if (!subprotocols.isEmpty()) {
            field(fields, "sec-websocket-protocol", String.join(", ", subprotocols));
        }
        credentials.forEach(each -> field(fields, each.name().toLowerCase(Locale.ROOT), each.value()));
        return fields.toByteArray();
    }

    /// RFC 7541 6.2.3: never indexed, because some of them are secrets.
    private static void field(ByteArrayOutputStream fields, String name, String value) {
        fields.write(0x10);
        string(fields, name);
        string(fields, value);
    }

    private static void string(ByteArrayOutputStream fields, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < 127) {
            fields.write(bytes.length);
        } else {
            fields.write(127);
            int rest = bytes.length - 127;
            while (rest >= 128) {
                fields.write(0x80 | (rest & 0x7f));
                rest >>= 7;
            }
            fields.write(rest);
        }
        fields.writeBytes(bytes);
    }

    private String query() {
        if (tokenInQuery == null) {
            return target.query() == null ? "" : "?" + target.query();
        }
        return (target.query() == null || target.query().isEmpty() ? "?" : "?" + target.query() + "&")
                + "token="
                + URLEncoder.encode(tokenInQuery, StandardCharsets.UTF_8);
    }

    Fact.HandshakeReceived fact() {
        return new Fact.HandshakeReceived(
                "GET",
                target.path(),
                target.hostHeader(),
                origin,
                AGENT,
                subprotocols.stream().map(SubprotocolEntry::redact).toList(),
                carriers,
                List.of());
    }

    /// Never a credential.
    @Override
    public String toString() {
        return "HandshakeRequest[" + target.shown() + ", carriers " + Carrier.words(carriers) + "]";
    }
}
