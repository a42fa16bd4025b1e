package dev.holdfast.server.handshake;

import dev.holdfast.core.evidence.Fact;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The opening handshakes of late, so that equal ones are one object: most clients of a server are the same few
/// programs, and what each asks for is the largest thing that is kept of it. Bounded; used on one event loop.
public final class KnownRequests {
    private static final int MOST = 512;
    private static final int MOST_SUBPROTOCOLS = 64;

    private final Map<Fact.HandshakeReceived, Fact.HandshakeReceived> known =
            new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Fact.HandshakeReceived, Fact.HandshakeReceived> eldest) {
                    return size() > MOST;
                }
            };

    private final Map<@Nullable String, Fact.Upgraded> upgrades = new HashMap<>();

    /// The same request: one that came before, if there is one.
    public Fact.HandshakeReceived one(Fact.HandshakeReceived request) {
        Fact.HandshakeReceived before = known.putIfAbsent(request, request);
        return before == null ? request : before;
    }

    /// That a handshake was answered with this subprotocol, of which a server has a few; a backend may select whatever
    /// clients think of.
    public Fact.Upgraded upgraded(@Nullable String subprotocol) {
        Fact.Upgraded before = upgrades.get(subprotocol);
        if (before != null) {
            return before;
        }
        Fact.Upgraded upgraded = new Fact.Upgraded(subprotocol);
        if (upgrades.size() < MOST_SUBPROTOCOLS) {
            upgrades.put(subprotocol, upgraded);
        }
        return upgraded;
    }
}
