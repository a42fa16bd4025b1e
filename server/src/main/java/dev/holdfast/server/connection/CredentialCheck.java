package dev.holdfast.server.connection;

import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.port.Authenticator;
import dev.holdfast.core.port.Authenticator.AuthResult;
import dev.holdfast.core.port.Authenticator.Credential;
import dev.holdfast.core.port.TimeSource;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One question to the authenticator, on a virtual thread. Its answer is told unless nobody waits for it any
/// more. Used on the event loop of the connection that it is about.
public final class CredentialCheck {
    /// What who judges credentials has at least. Longer than any that answers at all needs.
    private static final Duration JUDGEMENT = Duration.ofSeconds(1);

    private final Judge judge;
    private final Credential credential;
    private final Executor loop;
    private final Consumer<AuthResult> outcome;
    private final long askedAt;
    private @Nullable Future<?> asked;
    private boolean over;

    /// Who is asked, and where.
    ///
    /// @param blocking runs what may block, on a virtual thread each
    public record Judge(Authenticator authenticator, ExecutorService blocking, TimeSource time) {}

    /// @param loop the connection's event loop
    /// @param outcome called there
    public CredentialCheck(Judge judge, Credential credential, Executor loop, Consumer<AuthResult> outcome) {
        this.judge = judge;
        this.credential = credential;
        this.loop = loop;
        this.outcome = outcome;
        this.askedAt = judge.time().nanos();
    }

    public Duration askedFor() {
        return Duration.ofNanos(judge.time().nanos() - askedAt);
    }

    /// What is left of the time that the authenticator has, however late it was asked; zero where it is late.
    public static Duration left(Duration askedFor) {
        Duration left = JUDGEMENT.minus(askedFor);
        return left.isPositive() ? left : Duration.ZERO;
    }

    /// The handshake's deadline passed while the answer was still awaited: the token may be perfectly good.
    public static Decision tooSlow(Duration waited) {
        return new Decision.AuthRefused(
                new AuthProblem.BackendDown("no answer from the authenticator within " + Phrases.time(waited)));
    }

    /// Asks. Where this program stops and takes no question any more, the outcome is told within this call.
    public void start() {
        try {
            asked = judge.blocking().submit(this::ask);
        } catch (RejectedExecutionException stopping) {
            answered(new Authenticator.Unavailable(new AuthProblem.BackendDown("the server is stopping")));
        }
    }

    /// Nobody waits for the answer any more.
    public void cancel() {
        over = true;
        if (asked != null) {
            asked.cancel(true);
        }
    }

    private void ask() {
        AuthResult result;
        try {
            result = judge.authenticator().authenticate(credential);
        } catch (InterruptedException notWantedAnyMore) {
            return;
        } catch (RuntimeException broken) {
            result = new Authenticator.Unavailable(new AuthProblem.BackendDown(
                    "the authenticator failed with " + broken.getClass().getName()));
        }
        AuthResult answer = result;
        loop.execute(() -> answered(answer));
    }

    private void answered(AuthResult result) {
        if (!over) {
            over = true;
            outcome.accept(result);
        }
    }
}
