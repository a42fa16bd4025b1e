package dev.holdfast.cli.demo;

import dev.holdfast.auth.jwt.DevelopmentTokens;
import dev.holdfast.server.Pages;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The page and what it loads, from the jar, and tokens for it. Its script is the TypeScript client's, which
/// is built only where there is Node; without it the page says so.
public final class DemoPages implements Pages {
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    private final Map<String, Page> pages = new HashMap<>();
    private final @Nullable DevelopmentTokens tokens;
    private volatile @Nullable Page dashboard;

    /// @param tokens those that the page may have; absent where a key is configured, since that key is not ours to sign
    /// with
    public DemoPages(@Nullable DevelopmentTokens tokens) {
        this.tokens = tokens;
        add("/", "index.html", "text/html; charset=utf-8");
        add("/demo.css", "demo.css", "text/css; charset=utf-8");
        add("/demo.js", "demo.js", "text/javascript; charset=utf-8");
    }

    private void add(String path, String resource, String type) {
        try (InputStream in = DemoPages.class.getResourceAsStream("/demo/" + resource)) {
            if (in != null) {
                pages.put(path, new Page(type, in.readAllBytes()));
            }
        } catch (IOException unreadableJar) {
            throw new UncheckedIOException(unreadableJar);
        }
    }

    @Override
    public @Nullable Page page(String path) {
        return switch (path) {
            // Whoever can read it may connect without a token as well, so it opens no door.
            case "/demo/dashboard" -> dashboard;
            case "/demo/token" -> token(FIVE_MINUTES);
            case "/demo/token/expired" -> token(FIVE_MINUTES.negated());
            default -> pages.get(path);
        };
    }

    /// From now on the page leads to the dashboard, on which every end stands.
    ///
    /// @param address of the diagnostics API, with its port
    public void dashboardAt(String address) {
        dashboard =
                new Page("text/plain; charset=utf-8", ("http://" + address + "/").getBytes(StandardCharsets.US_ASCII));
    }

    private @Nullable Page token(Duration life) {
        return tokens == null
                ? null
                : new Page(
                        "text/plain; charset=utf-8", tokens.issue("demo", life).getBytes(StandardCharsets.US_ASCII));
    }
}
