package dev.holdfast.proxy.relay;

import dev.holdfast.core.connection.LiveConnection;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.port.LiveConnections;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// The connections through a gateway: those that are open, for everybody who asks, and every one, for the
/// drain. Safe for use by any thread.
public final class GatewayConnections implements LiveConnections {
    private final ConcurrentMap<String, GatewayConnection> all = new ConcurrentHashMap<>();

    void add(GatewayConnection connection) {
        all.put(connection.info().connectionId(), connection);
    }

    void remove(GatewayConnection connection) {
        all.remove(connection.info().connectionId(), connection);
    }

    /// Open or not.
    public Collection<GatewayConnection> all() {
        return all.values();
    }

    /// Whether a connection that has not ended yet came with this id of its client's.
    boolean attempted(String attempt) {
        return all.values().stream()
                .anyMatch(connection -> attempt.equals(connection.info().attempt()));
    }

    @Override
    public int count() {
        return (int) all.values().stream().filter(GatewayConnection::announced).count();
    }

    @Override
    public List<LiveConnection> page(@Nullable String user, int offset, int limit) {
        return all.values().stream()
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
        GatewayConnection connection = all.get(connectionId);
        return connection == null || !connection.announced() ? null : live(connection);
    }

    @Override
    public boolean close(String connectionId, String reason) {
        GatewayConnection connection = all.get(connectionId);
        if (connection == null || !connection.announced()) {
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
