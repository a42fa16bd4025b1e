package dev.holdfast.auth.jwt;

import java.time.Duration;

/// Told of every fetch of keys: the alarm for a key server that is down while its cached keys still work. Called
/// from the thread that fetched; must be safe for use by many threads and must not block, since handshakes wait for
/// it.
public interface KeyServerListener {
    /// New keys are in use.
    ///
    /// @param keys how many of them can be used
    /// @param ignored how many were of another kind, too weak or unreadable
    /// @param took from the begin of the fetch
    void fetched(int keys, int ignored, Duration took);

    /// A fetch failed; the next begins after the cool-down at the earliest.
    ///
    /// @param detail what happened, bounded, without secrets
    /// @param keysInUse how many keys of an earlier fetch stay good; 0 means that no token can be judged
    void failed(String detail, int keysInUse);

    /// Tells nobody.
    KeyServerListener NONE = new KeyServerListener() {
        @Override
        public void fetched(int keys, int ignored, Duration took) {}

        @Override
        public void failed(String detail, int keysInUse) {}
    };
}
