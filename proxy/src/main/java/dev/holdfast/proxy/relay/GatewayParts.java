package dev.holdfast.proxy.relay;

import dev.holdfast.core.cause.Classifier;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.incident.ClientKey;
import dev.holdfast.core.port.ConnectionListener;
import dev.holdfast.core.port.TimeSource;
import dev.holdfast.proxy.GatewayOptions;
import dev.holdfast.proxy.access.Door;
import dev.holdfast.proxy.backend.BackendTls;
import dev.holdfast.proxy.backend.Backends;
import dev.holdfast.proxy.plain.PlainParts;
import dev.holdfast.server.connection.Admission;
import dev.holdfast.server.connection.Availability;
import dev.holdfast.server.connection.Ids;
import dev.holdfast.server.connection.SilentConnects;
import dev.holdfast.server.health.NodeWatch;
import dev.holdfast.server.time.Timers;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/// What all connections of one gateway share.
///
/// @param backends where connections go
/// @param backendTls `null` where the backend is asked without
/// @param plain what those of them need that ask for no WebSocket
/// @param marks tell the credentials of clients apart
/// @param door says who is let in; `null` where that is the backend's to decide
/// @param blocking runs what may block, on a virtual thread each
public record GatewayParts(
        GatewayOptions options,
        Backends backends,
        @Nullable BackendTls backendTls,
        CredentialMarks marks,
        @Nullable Door door,
        ConnectionListener listener,
        PlainParts plain,
        Classifier classifier,
        TimeSource time,
        Timers timers,
        GatewayConnections connections,
        Admission admission,
        Availability availability,
        SilentConnects silentConnects,
        Ids ids,
        NodeWatch watch,
        ExecutorService blocking) {
    /// What refuses a client that is to wait; `null` where it is welcome.
    @Nullable
    Decision holdsBack(ClientKey client) {
        return door == null ? null : door.holdBack().heldBack(client);
    }
}
