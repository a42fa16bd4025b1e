package dev.holdfast.doctor.analyze.format;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells the opening handshakes among the requests of an access log: by what the log says of `Upgrade`, by
/// 101, by a path that had a 101 before, or one that is a WebSocket's by its name. Bounded: 10,000 paths.
final class SeenPaths {
    private static final int MOST = 10_000;

    private final Set<String> opened = new HashSet<>();

    /// @param upgrade the request's `Upgrade` header; `null` where the log does not have it
    boolean isWebSocket(Told.Request request, boolean open, @Nullable String upgrade) {
        if (open) {
            if (opened.size() < MOST) {
                opened.add(request.path());
            }
            return true;
        }
        if (upgrade != null) {
            return upgrade.equalsIgnoreCase("websocket");
        }
        return opened.contains(request.path()) || request.looksLikeWebSocket();
    }
}
