package dev.holdfast.core.connection;

import dev.holdfast.core.evidence.Counters;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A connection that is open now. Figures are read while it works and may be a moment old.
///
/// @param state the lifecycle's word, such as `open`
/// @param age since the TCP accept
/// @param idle since the last bytes received
/// @param roundTrip of the last heartbeat; absent before the first
/// @param queuedBytes waiting to be taken by the peer
public record LiveConnection(
        ConnectionInfo info,
        String state,
        Duration age,
        Duration idle,
        @Nullable Duration roundTrip,
        long queuedBytes,
        Counters counters) {}
