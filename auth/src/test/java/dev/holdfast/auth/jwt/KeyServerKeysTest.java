package dev.holdfast.auth.jwt;

import static dev.holdfast.auth.jwt.TestKeys.jwk;
import static dev.holdfast.auth.jwt.TestKeys.keySet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.auth.TesterTime;
import dev.holdfast.auth.jwt.KeySetFetcher.Failed;
import dev.holdfast.auth.jwt.KeySetFetcher.Fetched;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/// When fetches begin and who waits for them, with fetches that run when the test says so.
class KeyServerKeysTest {
    private static final KeySet OLD = set(TestKeys.EC, "old");
    private static final KeySet NEW = set(TestKeys.OTHER_EC, "new");
    private static final Duration CACHE = KeyServer.DEFAULT_CACHE_FOR;
    private static final Duration FOUR_FIFTHS = CACHE.multipliedBy(4).dividedBy(5);
    private static final Duration COOL_DOWN = KeyServer.DEFAULT_COOL_DOWN;

    private final TesterTime time = new TesterTime();
    private final RecordingListener listener = new RecordingListener();
    private final Queue<Runnable> fetches = new ArrayDeque<>();
    private KeySetFetcher.Outcome next = new Fetched(OLD);
    private boolean atOnce = true;
    private int begun;
    private final KeyServerKeys keys = keys(task -> {
        begun++;
        if (atOnce) {
            task.run();
        } else {
            fetches.add(task);
        }
    });

    @Test
    void nothing_is_fetched_before_it_is_needed() {
        assertThat(begun).isZero();
    }

    @Test
    void keys_can_be_fetched_ahead_and_nobody_waits() {
        atOnce = false;
        keys.prefetch();
        keys.prefetch();
        assertThat(begun).isEqualTo(1);

        runFetches();
        assertThat(found("old")).isTrue();
        keys.prefetch();
        assertThat(begun).isEqualTo(1);
    }

    @Test
    void young_keys_are_used_without_a_fetch() {
        assertThat(found("old")).isTrue();
        time.advance(FOUR_FIFTHS.minusNanos(1));

        assertThat(found("old")).isTrue();
        assertThat(begun).isEqualTo(1);
    }

    @Test
    void ageing_keys_are_renewed_once_while_nobody_waits() {
        assertThat(found("old")).isTrue();
        time.advance(FOUR_FIFTHS);
        atOnce = false;
        next = new Fetched(NEW);

        assertThat(found("old")).isTrue();
        assertThat(found("old")).isTrue();
        assertThat(begun).isEqualTo(2);

        runFetches();
        assertThat(found("new")).isTrue();
        assertThat(begun).isEqualTo(2);
        atOnce = true;
        assertThat(find("old")).isEqualTo(new KeyLookup.Unknown());
    }

    @Test
    void stale_keys_are_renewed_before_they_are_used() {
        assertThat(found("old")).isTrue();
        time.advance(CACHE);
        next = new Fetched(NEW);

        assertThat(find("old")).isEqualTo(new KeyLookup.Unknown());
        assertThat(found("new")).isTrue();
        assertThat(begun).isEqualTo(2);
    }

    @Test
    void stale_keys_are_used_where_they_can_t_be_renewed_and_in_an_outage_nobody_waits() {
        assertThat(found("old")).isTrue();
        time.advance(CACHE);
        next = new Failed("down");
        assertThat(found("old")).isTrue();
        assertThat(begun).isEqualTo(2);

        atOnce = false;
        assertThat(found("old")).isTrue();
        assertThat(begun).as("within the cool-down").isEqualTo(2);
        time.advance(COOL_DOWN);
        assertThat(found("old")).isTrue();
        assertThat(begun).as("after it, in the background").isEqualTo(3);

        next = new Fetched(NEW);
        runFetches();
        assertThat(found("new")).isTrue();
        assertThat(listener.events())
                .containsExactly("fetched 1, ignored 0", "failed with 1 in use: down", "fetched 1, ignored 0");
    }

    @Test
    void an_unknown_key_is_unknown_when_the_server_was_asked_and_unreachable_when_it_could_not_be() {
        assertThat(find("new")).isEqualTo(new KeyLookup.Unknown());

        next = new Failed("down");
        time.advance(COOL_DOWN);
        assertThat(find("new")).isEqualTo(new KeyLookup.Unreachable("down"));
        assertThat(find("new")).isEqualTo(new KeyLookup.Unreachable("down"));
        assertThat(found("old")).isTrue();
        assertThat(begun).isEqualTo(2);
    }

    @Test
    void after_a_renewal_that_failed_an_unknown_key_costs_no_further_try() {
        assertThat(found("old")).isTrue();
        time.advance(FOUR_FIFTHS);
        next = new Failed("down");
        assertThat(found("old")).isTrue();
        assertThat(begun).isEqualTo(2);

        assertThat(find("new")).isEqualTo(new KeyLookup.Unreachable("down"));
        assertThat(begun).isEqualTo(2);
    }

    @Test
    void an_outage_that_is_over_is_forgotten() {
        next = new Failed("down");
        assertThat(find("new")).isEqualTo(new KeyLookup.Unreachable("down"));

        time.advance(COOL_DOWN);
        next = new Fetched(OLD);
        assertThat(find("new")).isEqualTo(new KeyLookup.Unknown());
        assertThat(find("new")).isEqualTo(new KeyLookup.Unknown());
        assertThat(begun).isEqualTo(2);
    }

    @Test
    void a_renewal_for_age_does_not_use_up_the_fetch_for_an_unknown_key() {
        assertThat(found("old")).isTrue();
        time.advance(FOUR_FIFTHS);
        assertThat(found("old")).isTrue();
        assertThat(begun).isEqualTo(2);

        next = new Fetched(NEW);
        assertThat(found("new")).isTrue();
        assertThat(begun).isEqualTo(3);
    }

    @Test
    void who_needs_an_unknown_key_waits_for_the_fetch_that_is_under_way() throws Exception {
        atOnce = false;
        keys.prefetch();
        FutureTask<KeyLookup> waiting = new FutureTask<>(() -> keys.find(SigningAlgorithm.ES256, "old"));
        Thread.startVirtualThread(waiting);

        runFetches();

        assertThat(waiting.get()).isInstanceOf(KeyLookup.Found.class);
        assertThat(begun).isEqualTo(1);
    }

    @Test
    void who_is_interrupted_stops_waiting_and_the_fetch_goes_on_for_the_others() throws Exception {
        atOnce = false;
        keys.prefetch();
        FutureTask<KeyLookup> interrupted = new FutureTask<>(() -> keys.find(SigningAlgorithm.ES256, "old"));
        Thread thread = Thread.startVirtualThread(interrupted);
        thread.interrupt();
        assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
        assertThat(interrupted.state()).isEqualTo(FutureTask.State.FAILED);
        assertThat(interrupted.exceptionNow()).isInstanceOf(InterruptedException.class);

        runFetches();
        assertThat(found("old")).isTrue();
        assertThat(begun).isEqualTo(1);
    }

    @Test
    void the_wall_clock_may_jump() {
        assertThat(found("old")).isTrue();
        time.jumpWall(Duration.ofDays(365));
        assertThat(found("old")).isTrue();
        time.jumpWall(Duration.ofDays(-730));
        assertThat(found("old")).isTrue();

        assertThat(begun).isEqualTo(1);
    }

    @Test
    void a_fetch_that_breaks_is_an_outage_and_the_next_one_works() {
        for (RuntimeException broken : List.of(new IllegalStateException("canary"), new NullPointerException())) {
            next = null;
            failure = broken;
            assertThat(find("old"))
                    .isEqualTo(new KeyLookup.Unreachable(
                            "fetching keys failed (" + broken.getClass().getSimpleName() + ")"));
            time.advance(COOL_DOWN);
        }
        next = new Fetched(OLD);
        assertThat(found("old")).isTrue();
    }

    @Test
    void an_executor_that_takes_nothing_is_an_outage() throws Exception {
        KeyServerKeys homeless = keys(_ -> {
            throw new RejectedExecutionException();
        });

        assertThat(homeless.find(SigningAlgorithm.RS256, "old"))
                .isEqualTo(new KeyLookup.Unreachable("no thread could be had to fetch keys"));
    }

    @Test
    void a_listener_that_breaks_takes_nobody_with_it() throws Exception {
        List<Runnable> tasks = new ArrayList<>();
        KeyServerKeys loud = new KeyServerKeys(options(), fetcher(), tasks::add, time, new KeyServerListener() {
            @Override
            public void fetched(int keys, int ignored, Duration took) {
                throw new IllegalStateException("the listener's own fault");
            }

            @Override
            public void failed(String detail, int keysInUse) {}
        });
        FutureTask<KeyLookup> waiting = new FutureTask<>(() -> loud.find(SigningAlgorithm.ES256, "old"));
        loud.prefetch();
        Thread.startVirtualThread(waiting);

        assertThatThrownBy(() -> tasks.removeFirst().run()).hasMessage("the listener's own fault");

        assertThat(waiting.get()).isInstanceOf(KeyLookup.Found.class);
    }

    private RuntimeException failure = new IllegalStateException();

    private KeyServerKeys keys(Executor executor) {
        return new KeyServerKeys(options(), fetcher(), executor, time, listener);
    }

    private static KeyServer options() {
        return KeyServer.at(URI.create("https://issuer.example.com/jwks.json"));
    }

    private KeySetFetcher fetcher() {
        return new KeySetFetcher() {
            @Override
            public Outcome fetch() {
                if (next == null) {
                    throw failure;
                }
                return next;
            }

            @Override
            public void close() {}
        };
    }

    private boolean found(String keyId) {
        return find(keyId) instanceof KeyLookup.Found;
    }

    private KeyLookup find(String keyId) {
        try {
            return keys.find(SigningAlgorithm.ES256, keyId);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void runFetches() {
        while (!fetches.isEmpty()) {
            fetches.remove().run();
        }
    }

    private static KeySet set(KeyPair pair, String keyId) {
        return KeySet.parse(keySet(jwk(pair, keyId)).getBytes(StandardCharsets.UTF_8));
    }
}
