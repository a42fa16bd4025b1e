package dev.holdfast.server;

/// A path, the handler that serves it, and where that handler runs.
///
/// @param path exact, beginning with a slash; the query is not part of it
/// @param binary whether binary messages are accepted; if not they are answered with 1003
public record Route(String path, Handler handler, Execution execution, boolean binary) {
    public Route {
        if (!path.startsWith("/") || path.contains("?") || path.contains("#")) {
            throw new IllegalArgumentException(
                    "a route's path begins with a slash and has no query, found \"" + path + "\": write it like /ws");
        }
    }

    /// A route whose handler may block: it runs on virtual threads.
    public static Route of(String path, Handler handler) {
        return new Route(path, handler, Execution.VIRTUAL_THREAD, true);
    }

    /// A route whose handler runs on the event loop.
    ///
    /// Danger: one that blocks, even for milliseconds, stalls every other connection of that event loop.
    public static Route onEventLoop(String path, Handler handler) {
        return new Route(path, handler, Execution.EVENT_LOOP, true);
    }

    /// The same, refusing binary messages.
    public Route textOnly() {
        return new Route(path, handler, execution, false);
    }

    /// Where a handler runs. Either way the messages of one connection come in order, one at a time.
    public enum Execution {
        /// On a virtual thread: blocking is fine, and a slow handler delays only its own connection.
        VIRTUAL_THREAD,
        /// On the connection's event loop: the fastest, for handlers that never block.
        EVENT_LOOP
    }
}
