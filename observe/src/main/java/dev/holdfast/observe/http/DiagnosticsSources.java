package dev.holdfast.observe.http;

import dev.holdfast.core.port.LiveConnections;
import dev.holdfast.core.port.ServerFigures;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What the diagnostics API shows of the running server. All of it is asked on virtual threads, at each request.
///
/// @param live the open connections
/// @param figures the running totals
/// @param configuration the effective configuration as JSON, secrets masked
/// @param warnings what of it works and will bite, as a JSON array of `{"key":…,"text":…,"source":…}`
/// @param readiness whether new connections are wanted
/// @param tickets issues one-time tickets; absent where they are not enabled
public record DiagnosticsSources(
        LiveConnections live,
        ServerFigures figures,
        Supplier<JsonNode> configuration,
        Supplier<JsonNode> warnings,
        Supplier<Readiness> readiness,
        @Nullable TicketIssuer tickets) {}
