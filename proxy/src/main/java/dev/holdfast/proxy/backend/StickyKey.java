package dev.holdfast.proxy.backend;

import dev.holdfast.proxy.SharingOptions;
import dev.holdfast.server.handshake.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a request sticks to one of several backends by. Nobody is let in by it, so nothing of it need be
/// checked.
public final class StickyKey {
    private static final Pattern TOKEN =
            Pattern.compile("eyJ[A-Za-z0-9_-]*\\.([A-Za-z0-9_-]{2,8192})\\.[A-Za-z0-9_-]*");
    private static final Pattern SUBJECT = Pattern.compile("\"sub\"\\s*:\\s*\"([^\"\\\\]{1,256})\"");

    private StickyKey() {}

    /// @param checked the user that a credential was accepted for; `null` where nobody has judged one
    public static @Nullable String of(RequestHead request, SharingOptions options, @Nullable String checked) {
        return switch (options.sticky()) {
            case NONE -> null;
            case COOKIE -> cookie(request.all("cookie"), String.valueOf(options.cookie()));
            case USER -> checked == null ? user(request) : checked;
        };
    }

    private static @Nullable String cookie(List<String> headers, String name) {
        for (String header : headers) {
            for (String pair : header.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                    return pair.substring(equals + 1).strip();
                }
            }
        }
        return null;
    }

    /// The subject of the first token that is found, wherever it is carried.
    private static @Nullable String user(RequestHead request) {
        String everywhere = String.join(
                "\n",
                Stream.of("authorization", "sec-websocket-protocol", "cookie")
                        .flatMap(name -> request.all(name).stream())
                        .toList());
        String query = request.query();
        Matcher token = TOKEN.matcher(query == null ? everywhere : everywhere + "\n" + query);
        while (token.find()) {
            try {
                Matcher subject = SUBJECT.matcher(
                        new String(Base64.getUrlDecoder().decode(token.group(1)), StandardCharsets.UTF_8));
                if (subject.find()) {
                    return subject.group(1);
                }
            } catch (IllegalArgumentException noBase64) {
                // No token after all.
            }
        }
        return null;
    }
}
