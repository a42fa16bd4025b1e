package dev.holdfast.observe.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One-time tickets, where they are enabled.
final class TicketResource {
    private final @Nullable TicketIssuer tickets;

    TicketResource(@Nullable TicketIssuer tickets) {
        this.tickets = tickets;
    }

    Answer issue(@Nullable String user) {
        if (tickets == null) {
            return Answer.error(404, "tickets are not enabled here; enable the ticket carrier in the configuration");
        }
        if (user == null) {
            return Answer.error(400, "found no user, expected {\"user\":\"…\"}");
        }
        return switch (tickets.issue(user)) {
            case TicketIssuer.Issued issued ->
                Answer.json(
                        200,
                        json -> json.writePOJO(Map.of(
                                "ticket",
                                issued.ticket(),
                                "expires_at",
                                issued.expiresAt().toString())));
            case TicketIssuer.Refused(String problem) -> Answer.error(400, "user " + problem);
            case TicketIssuer.Full(var retryAfter) ->
                Answer.error(503, "too many tickets wait for their use; try again in " + retryAfter.toSeconds() + " s");
        };
    }
}
