package dev.holdfast.server.connection;

import dev.holdfast.core.cause.Classifier;
import dev.holdfast.core.credential.CarrierOptions;
import dev.holdfast.core.port.Authenticator;
import dev.holdfast.core.port.ConnectionListener;
import dev.holdfast.core.port.HoldBack;
import dev.holdfast.core.port.TimeSource;
import dev.holdfast.server.Route;
import dev.holdfast.server.frame.FrameLimits;
import dev.holdfast.server.handshake.OriginPolicy;
import dev.holdfast.server.handshake.Subprotocols;
import dev.holdfast.server.health.NodeWatch;
import dev.holdfast.server.options.ServerOptions;
import dev.holdfast.server.question.Questions;
import dev.holdfast.server.time.Timers;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/// What all connections of one server share.
///
/// @param frameLimits of routes that take binary messages
/// @param textFrameLimits of routes that don't
/// @param authenticator judges credentials; absent where none is configured
/// @param blocking runs what may block, on a virtual thread each
public record Surroundings(
        ServerOptions options,
        Map<String, Route> routes,
        OriginPolicy origins,
        Subprotocols subprotocols,
        CarrierOptions carriers,
        FrameLimits frameLimits,
        FrameLimits textFrameLimits,
        @Nullable Authenticator authenticator,
        ConnectionListener listener,
        Questions questions,
        HoldBack holdBack,
        Classifier classifier,
        TimeSource time,
        Timers timers,
        Registry registry,
        Admission admission,
        Availability availability,
        SilentConnects silentConnects,
        Ids ids,
        NodeWatch watch,
        ExecutorService blocking) {
    FrameLimits frameLimits(Route route) {
        return route.binary() ? frameLimits : textFrameLimits;
    }
}
