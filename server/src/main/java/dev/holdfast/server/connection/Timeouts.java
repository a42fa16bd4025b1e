package dev.holdfast.server.connection;

import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Violation;
import dev.holdfast.core.lifecycle.ConnectionEvent;
import dev.holdfast.server.options.ServerOptions;
import dev.holdfast.server.time.Deadlines;
import dev.holdfast.server.time.LoopTimer;
import java.time.Duration;

/// The deadlines of a connection, and what follows when one has passed.
final class Timeouts extends Deadlines {
    private final ServerConnection connection;

    Timeouts(ServerConnection connection) {
        this.connection = connection;
    }

    @Override
    protected LoopTimer timer() {
        return connection.share().timer;
    }

    @Override
    protected void passed(Kind kind) {
        try {
            act(kind);
        } catch (Throwable thrown) {
            // The timer is not this connection's alone.
            connection.fault(thrown);
        }
    }

    /// Whether a credential has come that is still being judged. Then its client is not late; who judges it may be, but
    /// not before he has had some time, however late he was asked.
    private boolean judged(Kind kind) {
        Duration asked = connection.identity().askedFor();
        if (asked == null) {
            return false;
        }
        Duration left = CredentialCheck.left(asked);
        if (left.isPositive()) {
            connection.deadlines().set(kind, left);
        } else {
            connection.end(CredentialCheck.tooSlow(asked));
        }
        return true;
    }

    private void act(Kind kind) {
        ServerOptions options = connection.around().options();
        switch (kind) {
            case HANDSHAKE -> {
                if (!judged(kind)) {
                    connection.end(new Decision.HandshakeTimedOut(
                            options.limits().handshakeTimeout(), connection.bytesReceived()));
                }
            }
            case CREDENTIAL -> {
                if (!judged(kind) && !connection.identity().enterWithoutCredential()) {
                    connection.end(
                            new Decision.FirstMessageTimedOut(options.auth().firstMessageTimeout()));
                }
            }
            case HEARTBEAT -> {
                if (connection.transfer() != null) {
                    connection.transfer().beat();
                }
            }
            case MESSAGE -> {
                if (connection.listening()) {
                    connection.end(new Decision.Violated(
                            Violation.MESSAGE_TIMEOUT,
                            "limit " + options.limits().messageTimeout().toMillis() + " ms"));
                } else {
                    // Its rest may have come long ago: we do not read. The time begins anew when we do.
                    connection.deadlines().set(kind, options.limits().messageTimeout());
                }
            }
            case OUTBOUND -> {
                if (connection.backpressure() != null) {
                    connection.backpressure().look();
                }
            }
            case BACKOFF -> connection.backOff(Duration.ZERO);
            case TOKEN -> {
                Duration asked = connection.identity().askedFor();
                if (asked != null && CredentialCheck.left(asked).isPositive()) {
                    // A new one has come and is being judged. Not for ever: the old one has expired.
                    connection.deadlines().set(kind, CredentialCheck.left(asked));
                } else {
                    connection.end(new Decision.CredentialExpired(options.auth().tokenGrace()));
                }
            }
            case AGE -> connection.end(new Decision.MaximumAge(options.limits().maxAge()));
            case CLOSE -> connection.happen(ConnectionEvent.CLOSE_DEADLINE_PASSED);
        }
    }
}
