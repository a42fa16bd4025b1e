package dev.holdfast.cli.demo;

import dev.holdfast.server.Pages;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The page and what it loads, from the jar. Its script is the TypeScript client's, which is built only where there is
/// Node; without it the page says so.
public final class DemoPages implements Pages {
    private final Map<String, Page> pages = new HashMap<>();

    public DemoPages() {
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
        return pages.get(path);
    }
}
