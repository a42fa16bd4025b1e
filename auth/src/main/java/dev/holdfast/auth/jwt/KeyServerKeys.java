package dev.holdfast.auth.jwt;

import dev.holdfast.auth.jwt.KeySetFetcher.Failed;
import dev.holdfast.auth.jwt.KeySetFetcher.Fetched;
import dev.holdfast.core.port.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// The keys of a key server, kept. The JWT library has such a cache; it reads the machine's own clock, and tells a
/// server that is down from a key that does not exist by exceptions only, so this one is our own.
///
/// When a fetch begins, never two at a time:
/// - There is no key that fits the token: unless a fetch failed, or was begun for this same reason, within the
///   cool-down. Its end is waited for.
/// - The keys are older than they may become in the cache: unless a fetch failed within the cool-down. Its end is
///   waited for, unless the fetch before failed: in an outage nobody waits for keys that are there.
/// - The keys have four fifths of that age: likewise, and nobody waits.
final class KeyServerKeys implements KeySource {
    private final KeyServer options;
    private final KeySetFetcher fetcher;
    private final Executor executor;
    private final TimeSource time;
    private final KeyServerListener listener;

    private final Object lock = new Object();
    private @Nullable Kept kept; // guarded by lock
    private @Nullable CompletableFuture<KeySetFetcher.Outcome> inFlight; // guarded by lock
    private @Nullable Failure lastFailure; // guarded by lock; null again once a fetch succeeds
    private @Nullable Long missFetchBegan; // guarded by lock; nanoseconds of our time source

    private record Kept(KeySet keys, long fetchedAt) {}

    private record Failure(String detail, long at) {}

    /// @param begun a fetch to hand to the executor, if one begins now
    /// @param awaited the fetch whose end decides, if it must be waited for
    private record Plan(
            @Nullable CompletableFuture<KeySetFetcher.Outcome> begun,
            @Nullable CompletableFuture<KeySetFetcher.Outcome> awaited) {}

    KeyServerKeys(
            KeyServer options, KeySetFetcher fetcher, Executor executor, TimeSource time, KeyServerListener listener) {
        this.options = options;
        this.fetcher = fetcher;
        this.executor = executor;
        this.time = time;
        this.listener = listener;
    }

    @Override
    public KeyLookup find(SigningAlgorithm algorithm, @Nullable String keyId) throws InterruptedException {
        if (algorithm == SigningAlgorithm.HS256) {
            return new KeyLookup.Unknown();
        }
        KeyLookup now;
        Plan plan;
        synchronized (lock) {
            now = known(algorithm, keyId);
            plan = now instanceof KeyLookup.Found ? planForAge() : planForMiss();
        }
        begin(plan);
        if (plan.awaited() == null) {
            return now;
        }
        KeySetFetcher.Outcome outcome = await(plan.awaited());
        KeyLookup then;
        synchronized (lock) {
            then = known(algorithm, keyId);
        }
        return switch (outcome) {
            case Failed(String detail) when !(then instanceof KeyLookup.Found) -> new KeyLookup.Unreachable(detail);
            case Failed _, Fetched _ -> then;
        };
    }

    @Override
    public void prefetch() {
        Plan plan;
        synchronized (lock) {
            plan = kept == null ? planForMiss() : planForAge();
        }
        begin(plan);
    }

    @Override
    public void close() {
        fetcher.close();
    }

    /// What can be said without a fetch. Call with the lock held.
    private KeyLookup known(SigningAlgorithm algorithm, @Nullable String keyId) {
        List<VerifyingKey> keys = kept == null ? List.of() : kept.keys().matching(algorithm, keyId);
        if (!keys.isEmpty()) {
            return new KeyLookup.Found(keys);
        }
        return lastFailure == null ? new KeyLookup.Unknown() : new KeyLookup.Unreachable(lastFailure.detail());
    }

    /// Call with the lock held.
    private Plan planForMiss() {
        if (inFlight != null) {
            return new Plan(null, inFlight);
        }
        if (failedLately() || (missFetchBegan != null && !hasPassed(options.coolDown(), missFetchBegan))) {
            return new Plan(null, null);
        }
        missFetchBegan = time.nanos();
        inFlight = new CompletableFuture<>();
        return new Plan(inFlight, inFlight);
    }

    /// Call with the lock held.
    private Plan planForAge() {
        if (kept == null || !hasPassed(options.cacheFor().multipliedBy(4).dividedBy(5), kept.fetchedAt())) {
            return new Plan(null, null);
        }
        boolean wait = lastFailure == null && hasPassed(options.cacheFor(), kept.fetchedAt());
        if (inFlight != null || failedLately()) {
            return new Plan(null, wait ? inFlight : null);
        }
        inFlight = new CompletableFuture<>();
        return new Plan(inFlight, wait ? inFlight : null);
    }

    private boolean failedLately() {
        return lastFailure != null && !hasPassed(options.coolDown(), lastFailure.at());
    }

    private boolean hasPassed(Duration duration, long since) {
        return time.nanos() - since >= duration.toNanos();
    }

    private void begin(Plan plan) {
        CompletableFuture<KeySetFetcher.Outcome> fetch = plan.begun();
        if (fetch == null) {
            return;
        }
        try {
            executor.execute(() -> end(fetch, time.nanos(), fetchOnce()));
        } catch (RejectedExecutionException _) {
            end(fetch, time.nanos(), new Failed("no thread could be had to fetch keys"));
        }
    }

    /// On a thread of its own: whoever waits may be interrupted, and the others still want the keys. Whatever
    /// happens here becomes an outcome, or everybody would wait for ever.
    private KeySetFetcher.Outcome fetchOnce() {
        try {
            return fetcher.fetch();
        } catch (RuntimeException | StackOverflowError e) {
            return new Failed("fetching keys failed (" + e.getClass().getSimpleName() + ")");
        }
    }

    private void end(CompletableFuture<KeySetFetcher.Outcome> fetch, long began, KeySetFetcher.Outcome outcome) {
        Duration took = Duration.ofNanos(time.nanos() - began);
        int keysInUse;
        synchronized (lock) {
            inFlight = null;
            switch (outcome) {
                case Fetched(KeySet keys) -> {
                    kept = new Kept(keys, time.nanos());
                    lastFailure = null;
                }
                case Failed(String detail) -> lastFailure = new Failure(detail, time.nanos());
            }
            keysInUse = kept == null ? 0 : kept.keys().keys().size();
        }
        try {
            switch (outcome) {
                case Fetched(KeySet keys) -> listener.fetched(keysInUse, keys.ignored(), took);
                case Failed(String detail) -> listener.failed(detail, keysInUse);
            }
        } finally {
            fetch.complete(outcome);
        }
    }

    private static KeySetFetcher.Outcome await(CompletableFuture<KeySetFetcher.Outcome> fetch)
            throws InterruptedException {
        try {
            return fetch.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a fetch ends with an outcome, never with an exception", e);
        }
    }
}
