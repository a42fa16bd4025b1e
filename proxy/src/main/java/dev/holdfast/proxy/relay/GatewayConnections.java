package dev.holdfast.proxy.relay;

import dev.holdfast.core.connection.LiveConnection;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.port.LiveConnections;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The connections through a gateway: those that are open, for everybody who asks, and every one, for the
/// drain. Safe for use by any thread.
public final class GatewayConnections implements LiveConnections {
    private final ConcurrentMap<String, Downstream> all = new ConcurrentHashMap<>();

    private final Set<String> beingTold = ConcurrentHashMap.newKeySet();

    void put(String key, Downstream connection) {
        all.put(key, connection);
    }

    void remove(String key, Downstream connection) {
        all.remove(key, connection);
    }

    /// Open or not, WebSocket or not.
    public Collection<Downstream> all() {
        return all.values();
    }

    private Stream<GatewayConnection> websockets() {
        return all.values().stream().map(Downstream::websocket).filter(Objects::nonNull);
    }

    private @Nullable GatewayConnection open(String connectionId) {
        Downstream holder = all.get(connectionId);
        GatewayConnection connection = holder == null ? null : holder.websocket();
        return connection != null && connection.announced() ? connection : null;
    }

    /// A connection has ended, and its end is being told. Its client may ask why at once.
    void telling(String attempt) {
        beingTold.add(attempt);
    }

    void told(String attempt) {
        beingTold.remove(attempt);
    }

    /// Whether a connection whose end has not been told yet came with this id of its client's.
    public boolean attempted(String attempt) {
        return beingTold.contains(attempt)
                || websockets()
                        .anyMatch(connection -> attempt.equals(connection.info().attempt()));
    }

    @Override
    public int count() {
        return (int) websockets().filter(GatewayConnection::announced).count();
    }

    @Override
    public List<LiveConnection> page(@Nullable String user, int offset, int limit) {
        return websockets()
                .filter(GatewayConnection::announced)
                .filter(connection ->
                        user == null || user.equals(connection.info().userId()))
                .sorted(Comparator.comparing(connection -> connection.info().acceptedAt()))
                .skip(offset)
                .limit(limit)
                .map(GatewayConnections::live)
                .toList();
    }

    @Override
    public @Nullable LiveConnection find(String connectionId) {
        GatewayConnection connection = open(connectionId);
        return connection == null ? null : live(connection);
    }

    @Override
    public boolean close(String connectionId, String reason) {
        GatewayConnection connection = open(connectionId);
        if (connection == null) {
            return false;
        }
        connection.eventLoop().execute(() -> connection.end(new Decision.ClosedByOperator(reason)));
        return true;
    }

    private static LiveConnection live(GatewayConnection connection) {
        return new LiveConnection(
                connection.info(),
                connection.relayState().word(),
                connection.age(),
                connection.idle(),
                connection.roundTrip(),
                connection.down().transport.queuedBytes(),
                connection.counters());
    }
}
