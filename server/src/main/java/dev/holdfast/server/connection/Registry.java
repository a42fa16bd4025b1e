package dev.holdfast.server.connection;

import dev.holdfast.core.connection.LiveConnection;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.port.LiveConnections;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// The connections of a server: those that are open, for everybody who asks, and every transport, for the
/// drain. Safe for use by any thread.
public final class Registry implements LiveConnections {
    private final ConcurrentMap<String, ServerConnection> transports = new ConcurrentHashMap<>();

    void add(ServerConnection connection) {
        transports.put(connection.id(), connection);
    }

    void remove(ServerConnection connection) {
        transports.remove(connection.id(), connection);
    }

    /// Every transport, open to the application or not.
    public Collection<ServerConnection> transports() {
        return transports.values();
    }

    @Override
    public int count() {
        return (int)
                transports.values().stream().filter(ServerConnection::announced).count();
    }

    @Override
    public List<LiveConnection> page(@Nullable String user, int offset, int limit) {
        return transports.values().stream()
                .filter(ServerConnection::announced)
                .filter(connection ->
                        user == null || user.equals(connection.info().userId()))
                .sorted(Comparator.comparing(connection -> connection.info().acceptedAt()))
                .skip(offset)
                .limit(limit)
                .map(Registry::live)
                .toList();
    }

    @Override
    public @Nullable LiveConnection find(String connectionId) {
        ServerConnection connection = transports.get(connectionId);
        return connection == null || !connection.announced() ? null : live(connection);
    }

    @Override
    public boolean close(String connectionId, String reason) {
        ServerConnection connection = transports.get(connectionId);
        if (connection == null || !connection.announced()) {
            return false;
        }
        connection.eventLoop().execute(() -> connection.end(new Decision.ClosedByOperator(reason)));
        return true;
    }

    private static LiveConnection live(ServerConnection connection) {
        DataTransfer transfer = connection.transfer();
        Heartbeat heartbeat = transfer == null ? null : transfer.heartbeat();
        return new LiveConnection(
                connection.info(),
                connection.state().word(),
                connection.age(),
                connection.idle(),
                heartbeat == null ? null : heartbeat.roundTrip(),
                connection.outbound().queuedBytes(),
                connection.counters());
    }
}
