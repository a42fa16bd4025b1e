package dev.holdfast.proxy.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whether a page's Content-Security-Policy lets a script of its own origin run, and report there. Pure.
final class ContentPolicy {
    private ContentPolicy() {}

    /// The policy that does not; `null` where all do.
    static @Nullable String against(List<String> headers) {
        for (String header : headers) {
            // A comma joins several policies, each of which has to permit it.
            for (String policy : header.split(",", -1)) {
                Map<String, List<String>> directives = directives(policy);
                if (!permits(directives, List.of("script-src-elem", "script-src", "default-src"))
                        || !permits(directives, List.of("connect-src", "default-src"))
                        || directives.containsKey("sandbox")) {
                    return policy.strip();
                }
            }
        }
        return null;
    }

    private static Map<String, List<String>> directives(String policy) {
        Map<String, List<String>> found = new HashMap<>();
        for (String directive : policy.split(";", -1)) {
            List<String> words = new ArrayList<>(
                    Arrays.asList(directive.strip().toLowerCase(Locale.ROOT).split("\\s+")));
            // The first of a name counts.
            found.putIfAbsent(words.removeFirst(), words);
        }
        return found;
    }

    private static boolean permits(Map<String, List<String>> directives, List<String> names) {
        for (String name : names) {
            List<String> sources = directives.get(name);
            if (sources != null) {
                return (sources.contains("'self'") || sources.contains("*"))
                        && !(name.startsWith("script") && sources.contains("'strict-dynamic'"))
                        && !(name.equals("default-src") && sources.contains("'strict-dynamic'"));
            }
        }
        return true;
    }
}
