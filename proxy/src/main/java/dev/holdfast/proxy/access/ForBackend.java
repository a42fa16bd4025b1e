package dev.holdfast.proxy.access;

import dev.holdfast.core.credential.CarrierOptions;
import dev.holdfast.core.credential.WithoutCredential;
import dev.holdfast.proxy.AccessOptions;
import dev.holdfast.server.handshake.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a backend gets to see of a client's identity: of the gateway's word, and of nobody else's under the
/// same name.
public final class ForBackend {
    private static final String HEX = "0123456789ABCDEF";

    private ForBackend() {}

    /// The request as the backend may see it.
    ///
    /// @param checked whether its credential was judged here
    public static RequestHead request(RequestHead request, AccessOptions options, boolean checked) {
        String name = options.identityHeader();
        boolean without = checked && options.removeCredential();
        if (name == null && !without) {
            return request;
        }
        String folded = name == null ? null : AccessOptions.folded(name);
        List<RequestHead.Header> headers = new ArrayList<>(request.headers().size());
        for (RequestHead.Header header : request.headers()) {
            if (AccessOptions.folded(header.name()).equals(folded)) {
                continue;
            }
            String value = without ? withoutCredential(header, options.carriers()) : header.value();
            if (value != null) {
                headers.add(
                        value.equals(header.value())
                                ? header
                                : new RequestHead.Header(header.name(), value, header.written()));
            }
        }
        String target = without ? WithoutCredential.target(request.target(), options.carriers()) : request.target();
        return new RequestHead(request.method(), target, request.version(), headers);
    }

    private static @Nullable String withoutCredential(RequestHead.Header header, CarrierOptions carriers) {
        return switch (header.name()) {
            case "authorization" -> WithoutCredential.authorization(header.value(), carriers);
            case "cookie" -> WithoutCredential.cookies(header.value(), carriers);
            case "sec-websocket-protocol" -> WithoutCredential.subprotocols(header.value(), carriers);
            default -> header.value();
        };
    }

    /// The header that tells the backend who it is; `null` where it is told nobody.
    public static RequestHead.@Nullable Header identity(AccessOptions options, @Nullable User user) {
        String name = options.identityHeader();
        return name == null || user == null
                ? null
                : new RequestHead.Header(AccessOptions.folded(name), value(user.id()), Objects.requireNonNull(name));
    }

    /// A user id as the value of a header. Visible ASCII stands as it is; everything else, and the percent
    /// sign, is percent-encoded UTF-8 (RFC 3986 2.1), so that two users are never written alike and no
    /// backend can read it in two ways.
    static String value(String userId) {
        StringBuilder value = new StringBuilder(userId.length());
        for (byte each : userId.getBytes(StandardCharsets.UTF_8)) {
            if (each > ' ' && each < 0x7f && each != '%') {
                value.append((char) each);
            } else {
                value.append('%').append(HEX.charAt(each >> 4 & 0xf)).append(HEX.charAt(each & 0xf));
            }
        }
        return value.toString();
    }
}
