package dev.holdfast.server.connection;

import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.port.Authenticator;
import dev.holdfast.core.port.Authenticator.AuthResult;
import dev.holdfast.core.port.Authenticator.Credential;
import dev.holdfast.server.protocol.Replies;
import java.time.Duration;

/// One credential of a server's connection on its way to the authenticator, and what becomes of the answer.
/// It counts only while the connection still waits for it.
final class Authentication {
    private final ServerConnection connection;
    private final Credential credential;
    private final CredentialCheck check;

    Authentication(ServerConnection connection, Authenticator authenticator, Credential credential) {
        this.connection = connection;
        this.credential = credential;
        Surroundings around = connection.around();
        check = new CredentialCheck(
                new CredentialCheck.Judge(authenticator, around.blocking(), around.time()),
                credential,
                connection::later,
                this::answered);
    }

    Duration askedFor() {
        return check.askedFor();
    }

    void start() {
        check.start();
    }

    void cancel() {
        check.cancel();
    }

    private void answered(AuthResult result) {
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
