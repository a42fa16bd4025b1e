package dev.holdfast.server.connection;

import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.port.Authenticator;
import dev.holdfast.core.port.Authenticator.AuthResult;
import dev.holdfast.core.port.Authenticator.Credential;
import dev.holdfast.server.protocol.Replies;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// One question to the authenticator, on a virtual thread. Its answer counts only while the connection still waits for
/// it.
final class Authentication {
    private final ServerConnection connection;
    private final Surroundings around;
    private final Credential credential;
    private final long askedAt;
    private @Nullable Future<?> asked;
    private boolean cancelled;

    Authentication(ServerConnection connection, Surroundings around, Credential credential) {
        this.connection = connection;
        this.around = around;
        this.credential = credential;
        this.askedAt = around.time().nanos();
    }

    Duration askedFor() {
        return Duration.ofNanos(around.time().nanos() - askedAt);
    }

    /// The handshake's deadline passed while the answer was still awaited: the token may be perfectly good.
    static Decision tooSlow(Duration waited) {
        return new Decision.AuthRefused(
                new AuthProblem.BackendDown("no answer from the authenticator within " + Phrases.time(waited)));
    }

    void start() {
        try {
            asked = around.blocking().submit(this::ask);
        } catch (RejectedExecutionException stopping) {
            answered(new Authenticator.Unavailable(new AuthProblem.BackendDown("the server is stopping")));
        }
    }

    void cancel() {
        cancelled = true;
        if (asked != null) {
            asked.cancel(true);
        }
    }

    private void ask() {
        AuthResult result;
        try {
            result = Objects.requireNonNull(around.authenticator()).authenticate(credential);
        } catch (InterruptedException notWantedAnyMore) {
            return;
        } catch (RuntimeException broken) {
            result = new Authenticator.Unavailable(new AuthProblem.BackendDown(
                    "the authenticator failed with " + broken.getClass().getName()));
        }
        AuthResult answer = result;
        connection.later(() -> answered(answer));
    }

    private void answered(AuthResult result) {
        if (cancelled) {
            return;
        }
        connection.identity().authenticationOver();
        if (connection.isOpen()) {
            renewed(result);
        } else if (!connection.state().ending()) {
            switch (result) {
                case Authenticator.Accepted accepted ->
                    connection
                            .identity()
                            .admit(accepted.userId(), credential.carrier().word(), accepted.expiresAt());
                case Authenticator.Rejected rejected ->
                    connection.end(connection.identity().orHeldBack(new Decision.AuthRefused(rejected.problem())));
                case Authenticator.Unavailable unavailable ->
                    connection.end(new Decision.AuthRefused(unavailable.problem()));
            }
        }
    }

    /// A new token inside an open connection may change its expiry and nothing else: not the user.
    private void renewed(AuthResult result) {
        if (result instanceof Authenticator.Accepted accepted
                && accepted.userId().equals(connection.info().userId())) {
            connection.identity().refreshed(accepted.expiresAt());
            return;
        }
        boolean temporary = result instanceof Authenticator.Unavailable;
        connection.say(Replies.error(
                null,
                connection.errorId(),
                "auth_failed",
                result instanceof Authenticator.Accepted
                        ? "the token belongs to another user"
                        : temporary ? "the token could not be checked" : "the token was not accepted",
                temporary));
    }
}
