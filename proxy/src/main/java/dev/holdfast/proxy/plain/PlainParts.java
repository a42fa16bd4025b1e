package dev.holdfast.proxy.plain;

import dev.holdfast.core.cause.Classifier;
import dev.holdfast.core.port.ConnectionListener;
import dev.holdfast.core.port.TimeSource;
import dev.holdfast.proxy.GatewayOptions;
import dev.holdfast.proxy.access.Door;
import dev.holdfast.proxy.backend.BackendTls;
import dev.holdfast.proxy.backend.Backends;
import dev.holdfast.proxy.page.ObserverScript;
import dev.holdfast.server.connection.Availability;
import dev.holdfast.server.connection.Ids;
import dev.holdfast.server.question.Questions;
import dev.holdfast.server.time.LoopTimer;
import dev.holdfast.server.transport.Connector;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What plain requests need of their gateway.
///
/// @param door says who is let in; `null` where nobody is asked
/// @param observer is added to pages; `null` where nothing is
/// @param attempted whether a connection that has not ended yet came with this id of its client's
/// @param blocking runs what may block
public record PlainParts(
        GatewayOptions options,
        Backends backends,
        @Nullable BackendTls backendTls,
        @Nullable Door door,
        Questions questions,
        @Nullable ObserverScript observer,
        Predicate<String> attempted,
        Availability availability,
        ConnectionListener listener,
        Classifier classifier,
        Ids ids,
        TimeSource time,
        Executor blocking) {
    /// What belongs to the event loop of a connection.
    public record OfLoop(LoopTimer timer, Connector connector) {}
}
