package dev.holdfast.cli.node;

import dev.holdfast.auth.jwt.KeyServerListener;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.port.ConnectionListener;
import java.time.Duration;
import java.util.Map;

/// Puts into the log how the key server does.
final class KeyServerNotices implements KeyServerListener {
    private final ConnectionListener listener;

    KeyServerNotices(ConnectionListener listener) {
        this.listener = listener;
    }

    @Override
    public void fetched(int keys, int ignored, Duration took) {
        listener.noticed(Notice.info(
                "keys-fetched",
                "Fetched the keys that tokens are verified with",
                Map.of("keys", keys, "ignored", ignored, "seconds", took.toNanos() / 1e9)));
    }

    @Override
    public void failed(String detail, int keysInUse) {
        String message = keysInUse == 0
                ? "The key server gave no keys: no token can be judged until it does"
                : "The key server gave no keys: tokens are judged by those fetched before";
        listener.noticed(Notice.warn("key-fetch-failed", message, Map.of("detail", detail, "keys_in_use", keysInUse)));
    }
}
