package dev.holdfast.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.credential.UserIdRule;
import dev.holdfast.core.port.Authenticator;
import dev.holdfast.core.port.Authenticator.Accepted;
import dev.holdfast.core.port.Authenticator.AuthResult;
import dev.holdfast.core.port.Authenticator.Credential;
import dev.holdfast.core.port.Authenticator.Rejected;
import dev.holdfast.core.port.Authenticator.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// What every authenticator promises. A new one implements this in its test, and adds tests of its own problems.
public interface AuthenticatorContract {
    /// The one under test, with all it needs working. Always the same within a test.
    Authenticator authenticator();

    /// The clock it was given.
    TesterTime time();

    /// A credential that is good now, a new one each time.
    Credential good();

    /// One that looks like a good one and is not.
    Credential forged();

    /// The same kind of authenticator whose backend is down, and which knows nothing yet; empty where it has none.
    default Optional<Authenticator> withBackendDown() {
        return Optional.empty();
    }

    @Test
    default void a_good_credential_is_accepted_with_a_usable_user_id() throws InterruptedException {
        assertThat(authenticator().authenticate(good()))
                .isInstanceOfSatisfying(
                        Accepted.class,
                        it -> assertThat(UserIdRule.problem(it.userId())).isNull());
    }

    @Test
    default void a_forged_credential_is_rejected_and_not_unavailable() throws InterruptedException {
        assertThat(authenticator().authenticate(forged())).isInstanceOf(Rejected.class);
    }

    @Test
    default void a_good_credential_is_accepted_after_a_forged_one() throws InterruptedException {
        assertThat(authenticator().authenticate(forged())).isInstanceOf(Rejected.class);

        assertThat(authenticator().authenticate(good())).isInstanceOf(Accepted.class);
    }

    @Test
    default void expiresAt_is_the_moment_from_which_the_credential_is_refused() throws InterruptedException {
        Credential credential = good();
        Instant end = ((Accepted) authenticator().authenticate(credential)).expiresAt();
        if (end == null) {
            return;
        }
        time().advance(Duration.between(time().wall(), end).minusMillis(1));
        assertThat(authenticator().authenticate(credential)).isInstanceOf(Accepted.class);

        time().advance(Duration.ofMillis(1));
        assertThat(authenticator().authenticate(credential)).isInstanceOf(Rejected.class);
    }

    @Test
    default void rubbish_is_rejected_and_nothing_is_thrown() throws InterruptedException {
        Credential good = good();
        Random random = new Random(94);
        List<String> rubbish = new ArrayList<>(List.of(
                "", " ", ".", "..", "...", "a.b.c", "\u0000", "\ud800", "null", "€".repeat(3), "a".repeat(1 << 20)));
        for (int i = 0; i < 2_000; i++) {
            StringBuilder mutated = new StringBuilder(good.secret());
            int at = random.nextInt(mutated.length());
            switch (random.nextInt(4)) {
                case 0 -> mutated.setCharAt(at, different(mutated.charAt(at), random));
                case 1 -> mutated.deleteCharAt(at);
                case 2 -> mutated.insert(at, (char) random.nextInt(0x80));
                default -> mutated.setLength(at);
            }
            rubbish.add(mutated.toString());
        }
        for (String text : rubbish) {
            assertThat(authenticator().authenticate(new Credential(good.carrier(), text)))
                    .isInstanceOf(Rejected.class);
        }
    }

    @Test
    default void no_result_shows_the_credential() throws InterruptedException {
        Credential good = good();
        Credential forged = forged();

        assertThat(authenticator().authenticate(good).toString() + good).doesNotContain(good.secret());
        assertThat(authenticator().authenticate(forged).toString() + forged).doesNotContain(forged.secret());
        assertThat(authenticator().toString()).doesNotContain(good.secret());
    }

    @Test
    default void many_threads_get_the_answers_they_should() throws Exception {
        List<Callable<AuthResult>> calls = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Credential credential = i % 2 == 0 ? good() : forged();
            calls.add(() -> authenticator().authenticate(credential));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<AuthResult>> results = threads.invokeAll(calls);
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get()).isInstanceOf(i % 2 == 0 ? Accepted.class : Rejected.class);
            }
        }
    }

    @Test
    default void a_backend_that_is_down_is_no_verdict_on_the_credential() throws InterruptedException {
        Optional<Authenticator> down = withBackendDown();
        if (down.isPresent()) {
            assertThat(down.get().authenticate(good())).isInstanceOf(Unavailable.class);
        }
    }

    private static char different(char c, Random random) {
        char other = (char) ('!' + random.nextInt(90));
        return other == c ? '~' : other;
    }
}
