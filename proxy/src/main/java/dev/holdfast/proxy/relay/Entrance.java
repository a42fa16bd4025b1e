package dev.holdfast.proxy.relay;

import dev.holdfast.core.credential.CredentialReading;
import dev.holdfast.core.credential.SubprotocolEntry;
import dev.holdfast.core.evidence.AdmissionLimit;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.incident.ClientKey;
import dev.holdfast.proxy.access.Door;
import dev.holdfast.proxy.access.Knock;
import dev.holdfast.proxy.access.User;
import dev.holdfast.server.connection.CredentialCheck;
import dev.holdfast.server.connection.Farewell;
import dev.holdfast.server.handshake.HttpAnswer;
import dev.holdfast.server.handshake.OpeningHandshake;
import dev.holdfast.server.handshake.RequestHead;
import dev.holdfast.server.time.Deadlines.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lets an opening handshake in, or not, before any backend hears of it. Only where the gateway is told to
/// ask who its clients are.
final class Entrance implements Knock.Outcome {
    private final GatewayConnection connection;
    private final GatewayParts parts;
    private final Door door;
    private final Knock knock;

    private @Nullable RequestHead request;
    private @Nullable Runnable open;
    private @Nullable User user;

    Entrance(GatewayConnection connection, Door door) {
        this.connection = connection;
        this.parts = connection.parts();
        this.door = door;
        knock = new Knock(door, this::later, this);
    }

    private void later(Runnable answer) {
        connection.eventLoop().execute(() -> {
            try {
                answer.run();
            } catch (Throwable thrown) {
                connection.fault(thrown);
            }
            connection.readComplete();
        });
    }

    /// The request is there.
    ///
    /// @return what refuses it before its credential is looked at; `null` where nothing does
    @Nullable
    Decision requested(RequestHead handshake) {
        request = handshake;
        Decision refused = door.originRefused(handshake);
        return refused == null ? null : orHeldBack(refused);
    }

    /// Asks who it is.
    ///
    /// @param whenOpen runs once the client is let in
    void ask(CredentialReading reading, Runnable whenOpen) {
        open = whenOpen;
        connection.state(RelayState.AUTHENTICATING);
        knock.ask(reading);
    }

    @Override
    public void letIn(User who) {
        Runnable next = open;
        if (connection.relayState() != RelayState.AUTHENTICATING || next == null) {
            return;
        }
        Decision held = parts.holdsBack(new ClientKey(ClientKey.Trust.USER, who.id()));
        if (held != null) {
            connection.end(held);
        } else if (!parts.admission().enterUser(who.id())) {
            connection.end(new Decision.AdmissionRefused(
                    AdmissionLimit.USER, parts.admission().allowed(AdmissionLimit.USER)));
        } else {
            user = who;
            connection.authenticated(who);
            next.run();
        }
    }

    @Override
    public void refused(Decision.AuthRefused decision, boolean judged) {
        connection.end(judged ? orHeldBack(decision) : decision);
    }

    /// Who is not known by a credential that was accepted is known by the mark of the one it shows, or by its
    /// address; but behind a proxy that is everybody's.
    private Decision orHeldBack(Decision refusal) {
        ClientKey client = ClientKey.ofStranger(
                connection.info(), connection.down().transport.remoteHost());
        boolean proxied = connection
                .timeline()
                .first(Fact.HandshakeReceived.class)
                .map(received -> !received.hops().isEmpty())
                .orElse(true);
        Decision held = client.trust() == ClientKey.Trust.ADDRESS && proxied ? null : parts.holdsBack(client);
        return held == null ? refusal : held;
    }

    /// The handshake's deadline has passed while the answer was awaited.
    void overdue() {
        Duration asked = knock.askedFor();
        Duration left = asked == null ? Duration.ZERO : CredentialCheck.left(asked);
        if (left.isPositive()) {
            connection.deadlines().set(Kind.HANDSHAKE, left);
        } else {
            connection.end(CredentialCheck.tooSlow(asked == null ? Duration.ZERO : asked));
        }
    }

    /// The connection is open, for as long as its credential is good.
    void opened() {
        User present = user;
        if (present != null && present.expiresAt() != null && door.options().endAtExpiry()) {
            Duration left = Duration.between(parts.time().wall(), present.expiresAt());
            connection.deadlines().set(Kind.TOKEN, left.plus(door.options().tokenGrace()));
        }
    }

    void expired() {
        connection.end(new Decision.CredentialExpired(door.options().tokenGrace()));
    }

    /// Who was let in.
    @Nullable
    User user() {
        return user;
    }

    /// How a refusal is told: by HTTP, or by 101 and a close frame, which is all that a browser lets its page
    /// see.
    ///
    /// @return the 101 to be sent; `null` where it is HTTP
    @Nullable
    Upgrade refusesByClose(Farewell farewell) {
        RequestHead handshake = request;
        if (handshake == null || user != null || !farewell.canBeClose() || !wellFormed(handshake)) {
            return null;
        }
        boolean close = switch (door.options().rejection()) {
            case HTTP -> false;
            case CLOSE -> true;
            case AUTO -> handshake.first("origin") != null;
        };
        List<String> offered = handshake.list("sec-websocket-protocol");
        String selected = offered.stream()
                .filter(entry -> !SubprotocolEntry.carriesSecret(entry))
                .findFirst()
                .orElse(null);
        String key = handshake.first("sec-websocket-key");
        // A browser that offered some and gets none drops the connection, and its page learns nothing.
        return !close || key == null || (selected == null && !offered.isEmpty())
                ? null
                : new Upgrade(HttpAnswer.upgrade(key, selected), selected);
    }

    /// A 101 of ours.
    ///
    /// @param subprotocol one that the client offered; `null` where it offered none
    record Upgrade(byte[] http, @Nullable String subprotocol) {}

    private static boolean wellFormed(RequestHead handshake) {
        return OpeningHandshake.judge(handshake, Set.of(handshake.path())) == null;
    }

    /// Nobody waits to be let in any more.
    void cancel() {
        knock.cancel();
    }

    /// Gives back the place that was taken.
    void leave() {
        User present = user;
        if (present != null) {
            parts.admission().leaveUser(present.id());
        }
    }
}
