package dev.holdfast.cli.node;

import dev.holdfast.auth.Authenticators;
import dev.holdfast.auth.jwt.DevelopmentTokens;
import dev.holdfast.auth.jwt.JwtAuthenticator;
import dev.holdfast.auth.jwt.VerificationKeys;
import dev.holdfast.auth.ticket.TicketAuthenticator;
import dev.holdfast.auth.ticket.Tickets;
import dev.holdfast.cli.config.AuthSection;
import dev.holdfast.cli.config.JwtSection;
import dev.holdfast.cli.config.load.LoadedConfiguration;
import dev.holdfast.core.credential.UserIdRule;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.port.Authenticator;
import dev.holdfast.core.port.ConnectionListener;
import dev.holdfast.core.port.TimeSource;
import dev.holdfast.observe.http.TicketIssuer;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What judges credentials.
///
/// @param authenticator asks whoever is responsible for the credential's carrier; absent where everybody is let in
/// without one, and then nobody's credential is looked at
/// @param tickets issues the tickets that the authenticator redeems; absent where they are not enabled
/// @param jwt to be closed at the end
/// @param development tokens of this program's own, where development has no key
record Credentials(
        @Nullable Authenticator authenticator,
        @Nullable TicketIssuer tickets,
        @Nullable JwtAuthenticator jwt,
        @Nullable DevelopmentTokens development)
        implements AutoCloseable {
    /// @param listener is told how the key server does
    static Credentials of(LoadedConfiguration loaded, ConnectionListener listener, TimeSource time) {
        if (!loaded.configuration().asks()) {
            return new Credentials(null, null, null, null);
        }
        AuthSection auth = loaded.configuration().auth();
        JwtSection section = auth.jwt();
        VerificationKeys keys = loaded.secrets().keys();
        JwtAuthenticator jwt = section == null || keys == null
                ? null
                : JwtAuthenticator.create(section.options(keys), time, new KeyServerNotices(listener));
        SecureRandom random = new SecureRandom();
        // Who brings a token to development shall learn there what production would say of it.
        DevelopmentTokens development =
                jwt == null && auth.developmentBypass() ? DevelopmentTokens.create(time, random) : null;
        Authenticator judge = jwt == null ? development : jwt;
        // Where everybody is let in, tickets alone are a choice that has to be made: then they are the only carrier.
        boolean redeemsTickets = judge == null
                ? auth.carriers().equals(Set.of(Carrier.TICKET))
                : auth.carriers().contains(Carrier.TICKET);
        if (judge == null && !redeemsTickets) {
            return new Credentials(null, null, null, null);
        }
        Map<Carrier, Authenticator> responsible = new EnumMap<>(Carrier.class);
        if (judge != null) {
            for (Carrier carrier : Carrier.values()) {
                if (carrier != Carrier.TICKET) {
                    responsible.put(carrier, judge);
                }
            }
        }
        if (jwt != null) {
            jwt.prefetch();
        }
        TicketIssuer issuer = null;
        if (redeemsTickets) {
            Tickets tickets = new Tickets(auth.ticket(), time, random);
            responsible.put(Carrier.TICKET, new TicketAuthenticator(tickets));
            issuer = user -> issue(tickets, user);
        }
        return new Credentials(Authenticators.byCarrier(responsible), issuer, jwt, development);
    }

    private static TicketIssuer.Issue issue(Tickets tickets, String user) {
        String problem = UserIdRule.problem(user);
        if (problem != null) {
            return new TicketIssuer.Refused(problem);
        }
        return switch (tickets.issue(user)) {
            case Tickets.Issued(String ticket, var expiresAt) -> new TicketIssuer.Issued(ticket, expiresAt);
            case Tickets.Full(int _, var retryAfter) -> new TicketIssuer.Full(retryAfter);
        };
    }

    @Override
    public void close() {
        if (jwt != null) {
            jwt.close();
        }
    }
}
