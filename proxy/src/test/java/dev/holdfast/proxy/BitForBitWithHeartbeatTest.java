package dev.holdfast.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.proxy.fixture.BeatenStream;
import dev.holdfast.proxy.fixture.RandomFrames;
import dev.holdfast.proxy.fixture.RawBackend;
import dev.holdfast.proxy.fixture.RawBackend.Taken;
import dev.holdfast.proxy.fixture.TestGateway;
import dev.holdfast.server.fixture.RawClient;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/// A gateway that pings puts whole pings in between two frames, takes their pongs out, and changes nothing else.
class BitForBitWithHeartbeatTest {
    private static final int ROUNDS = 40;
    private static final int STEPS = 80;
    private static final Duration INTERVAL = Duration.ofSeconds(25);

    private int pings;

    @Test
    void besides_whole_pings_between_two_frames_all_arrives_as_it_was_sent() throws Exception {
        try (RawBackend backend = new RawBackend();
                TestGateway gateway = TestGateway.beating(backend.port(), INTERVAL, Duration.ofSeconds(10))) {
            for (int seed = 0; seed < ROUNDS; seed++) {
                round(new SplittableRandom(seed), backend, gateway);
                gateway.end();
            }
        }
        assertThat(pings).as("pings in the middle of a stream").isGreaterThan(ROUNDS / 4);
    }

    private void round(SplittableRandom random, RawBackend backend, TestGateway gateway) throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send(RawClient.request("/ws"));
            Taken taken = backend.upgrade();
            client.head();
            BeatenStream up = new BeatenStream(frames(random, true), true, client.socket.getOutputStream());
            BeatenStream down = new BeatenStream(frames(random, false), false, taken.socket.getOutputStream());
            CompletableFuture<Void> upstream = receive(up, taken.socket.getInputStream(), down);
            CompletableFuture<Void> downstream = receive(down, client.socket.getInputStream(), up);
            boolean left = true;
            while (left) {
                BeatenStream first = random.nextBoolean() ? up : down;
                BeatenStream second = first == up ? down : up;
                left = first.send(cut(first, random), random) | second.send(cut(second, random), random);
                // Whoever was silent since the last time would be ended.
                if (random.nextInt(3) == 0 && up.moved() && down.moved()) {
                    await(up, upstream);
                    await(down, downstream);
                    up.remember();
                    down.remember();
                    gateway.time.advance(INTERVAL);
                }
            }
            await(up, upstream);
            await(down, downstream);
            client.fin();
            taken.fin();
            CompletableFuture.allOf(upstream, downstream).get();
            pings += up.pingsInTheMiddle() + down.pingsInTheMiddle();
        }
    }

    private static RandomFrames frames(SplittableRandom random, boolean masked) {
        RandomFrames whole = RandomFrames.of(random, masked);
        return random.nextInt(4) == 0 ? whole.cut(random) : whole;
    }

    private static int cut(BeatenStream stream, SplittableRandom random) {
        return Math.max(stream.length() / STEPS, 1 + random.nextInt(1 << random.nextInt(17)));
    }

    private static CompletableFuture<Void> receive(BeatenStream stream, InputStream in, BeatenStream back) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        stream.receive(new BufferedInputStream(in), back);
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                Thread::startVirtualThread);
    }

    /// Waits until what was sent has passed.
    private static void await(BeatenStream stream, CompletableFuture<Void> receiver) {
        while (stream.arrived() < stream.certain() && !receiver.isDone()) {
            Thread.onSpinWait();
        }
    }
}
