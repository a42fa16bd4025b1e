package dev.holdfast.cli.config;

import dev.holdfast.auth.ticket.TicketOptions;
import dev.holdfast.core.credential.CarrierOptions;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.server.options.AuthOptions;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `auth`: how clients show who they are.
///
/// @param jwt what decides about tokens. Default absent: no token is accepted
/// @param carriers where a credential may travel. Default header, subprotocol, ticket, first-message
/// @param cookie name of the cookie that carries a token. Default `token`
/// @param ticketParameter the query parameter of a one-time ticket. Default `ticket`
/// @param ticket how tickets are issued
/// @param firstMessageTimeout for the first message with the credential. Default 10s
/// @param tokenGrace after a token's expiry, for a refresh inside the connection. Default 25s
/// @param developmentBypass lets clients without a credential in as temporary users. Default false; development only
public record AuthSection(
        @Nullable JwtSection jwt,
        Set<Carrier> carriers,
        String cookie,
        String ticketParameter,
        TicketOptions ticket,
        Duration firstMessageTimeout,
        Duration tokenGrace,
        boolean developmentBypass) {
    public AuthSection {
        // The records of those who use the values know their bounds.
        new AuthOptions(
                carriers,
                cookie,
                ticketParameter,
                firstMessageTimeout,
                tokenGrace,
                AuthOptions.WithoutCredential.REFUSE);
        new CarrierOptions(carriers, cookie, ticketParameter);
        carriers = Set.copyOf(carriers);
    }

    public static AuthSection defaults() {
        AuthOptions auth = AuthOptions.defaults();
        return new AuthSection(
                null,
                auth.carriers(),
                auth.cookie(),
                auth.ticketParameter(),
                TicketOptions.defaults(),
                auth.firstMessageTimeout(),
                auth.tokenGrace(),
                false);
    }
}
