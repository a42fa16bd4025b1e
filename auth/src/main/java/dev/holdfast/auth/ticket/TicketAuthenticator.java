package dev.holdfast.auth.ticket;

import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.port.Authenticator;

/// Authenticates by a one-time ticket. Asking twice with the same one is refused the second time. A connection that
/// was opened with a ticket has no expiry of its own.
public final class TicketAuthenticator implements Authenticator {
    private final Tickets tickets;

    public TicketAuthenticator(Tickets tickets) {
        this.tickets = tickets;
    }

    @Override
    public AuthResult authenticate(Credential credential) {
        return tickets.redeem(credential.secret())
                .<AuthResult>map(userId -> new Accepted(userId, null))
                .orElseGet(() -> new Rejected(new AuthProblem.TicketUnknown()));
    }
}
