package dev.holdfast.proxy.access;

import dev.holdfast.core.credential.CredentialReading;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.port.Authenticator;
import dev.holdfast.core.port.Authenticator.AuthResult;
import dev.holdfast.core.port.Authenticator.Credential;
import dev.holdfast.server.connection.CredentialCheck;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// One request that waits to be let in. Used on the event loop of its connection.
public final class Knock {
    private final Door door;
    private final Executor loop;
    private final Outcome outcome;
    private @Nullable CredentialCheck check;

    /// Hears what comes of it, once.
    public interface Outcome {
        void letIn(User user);

        /// @param judged whether the credential was judged, or there is none to judge
        void refused(Decision.AuthRefused decision, boolean judged);
    }

    /// @param loop the connection's event loop
    public Knock(Door door, Executor loop, Outcome outcome) {
        this.door = door;
        this.loop = loop;
        this.outcome = outcome;
    }

    /// Where there is nothing to ask, the outcome is told within this call.
    public void ask(CredentialReading reading) {
        switch (reading) {
            case CredentialReading.Found(Credential credential, var _) -> {
                CredentialCheck asking =
                        new CredentialCheck(door.judge(), credential, loop, result -> answered(credential, result));
                check = asking;
                asking.start();
            }
            case CredentialReading.NotFound notFound ->
                outcome.refused(
                        new Decision.AuthRefused(
                                notFound.problem(door.options().carriers().enabled())),
                        true);
        }
    }

    private void answered(Credential credential, AuthResult result) {
        check = null;
        switch (result) {
            case Authenticator.Accepted(String user, var expiresAt) ->
                outcome.letIn(new User(user, credential.carrier().word(), expiresAt));
            case Authenticator.Rejected(var problem) -> outcome.refused(new Decision.AuthRefused(problem), true);
            case Authenticator.Unavailable(var problem) -> outcome.refused(new Decision.AuthRefused(problem), false);
        }
    }

    /// For how long whoever judges the credential has been asked; `null` where nobody is.
    public @Nullable Duration askedFor() {
        CredentialCheck present = check;
        return present == null ? null : present.askedFor();
    }

    /// Nobody waits for it any more.
    public void cancel() {
        CredentialCheck present = check;
        check = null;
        if (present != null) {
            present.cancel();
        }
    }
}
