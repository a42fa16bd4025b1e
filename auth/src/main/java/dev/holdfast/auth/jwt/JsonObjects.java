package dev.holdfast.auth.jwt;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads JSON objects as strictly as the JWT library's reader allows.
final class JsonObjects {
    private JsonObjects() {}

    /// The object, `null` where the text is none.
    static @Nullable Map<String, Object> read(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        // The library's reader takes a list of pairs for an object as well, and nothing at all for null.
        if (!text.stripLeading().startsWith("{")) {
            return null;
        }
        try {
            return JSONObjectUtils.parse(text);
        } catch (ParseException _) {
            return null;
        }
    }
}
