package dev.holdfast.server;

import org.jspecify.annotations.Nullable;

/// Small pages on the public port, beside the WebSocket, such as the demonstration of `holdfast dev`. Safe for use by
/// any thread; answers from memory at once, because it is asked on event loops.
@FunctionalInterface
public interface Pages {
    /// None.
    Pages NONE = _ -> null;

    /// @param path exact, without the query
    /// @return `null` where there is nothing
    @Nullable
    Page page(String path);

    /// @param contentType such as `text/html; charset=utf-8`
    record Page(String contentType, byte[] body) {}
}
