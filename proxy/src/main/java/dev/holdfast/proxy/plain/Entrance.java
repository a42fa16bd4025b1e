package dev.holdfast.proxy.plain;

import dev.holdfast.core.evidence.Decision;
import dev.holdfast.proxy.access.Door;
import dev.holdfast.proxy.access.Knock;
import dev.holdfast.proxy.access.User;
import dev.holdfast.proxy.http.PlainFraming;
import dev.holdfast.server.connection.CredentialCheck;
import dev.holdfast.server.handshake.RequestHead;
import dev.holdfast.server.time.Deadlines;
import java.time.Duration;

/// One plain request that waits to be let in: its body, and whatever is behind it, waits with it. Used on the
/// connection's event loop.
final class Entrance implements Knock.Outcome {
    private final PlainConnection client;
    private final Door door;
    private final RequestHead request;
    private final PlainFraming.Clear framing;
    private final Knock knock;

    Entrance(PlainConnection client, Door door, RequestHead request, PlainFraming.Clear framing) {
        this.client = client;
        this.door = door;
        this.request = request;
        this.framing = framing;
        knock = new Knock(door, client::later, this);
    }

    void begin() {
        Decision refused = door.originRefused(request);
        if (refused == null) {
            knock.ask(door.read(Door.carriers(request)));
        } else {
            client.refuse(refused);
        }
    }

    @Override
    public void letIn(User user) {
        client.letIn(request, framing, user);
    }

    @Override
    public void refused(Decision.AuthRefused decision, boolean judged) {
        client.refuse(decision);
    }

    /// The time for it is over.
    void overdue(Deadlines deadlines) {
        Duration asked = knock.askedFor();
        Duration left = asked == null ? Duration.ZERO : CredentialCheck.left(asked);
        if (left.isPositive()) {
            deadlines.set(Deadlines.Kind.HANDSHAKE, left);
        } else {
            client.refuse(CredentialCheck.tooSlow(asked == null ? Duration.ZERO : asked));
        }
    }

    /// Nobody waits for it any more.
    void cancel() {
        knock.cancel();
    }
}
