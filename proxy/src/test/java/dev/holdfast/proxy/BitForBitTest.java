package dev.holdfast.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.proxy.fixture.RandomFrames;
import dev.holdfast.proxy.fixture.RawBackend;
import dev.holdfast.proxy.fixture.RawBackend.Taken;
import dev.holdfast.proxy.fixture.TestGateway;
import dev.holdfast.server.fixture.RawClient;
import java.io.IOException;
import java.io.OutputStream;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/// Whatever passes, right or wrong and however it is cut, arrives as it was sent, in both directions at once.
class BitForBitTest {
    private static final int ROUNDS = 60;

    @Test
    void random_frames_in_random_cuts_arrive_as_they_were_sent() throws Exception {
        try (RawBackend backend = new RawBackend();
                TestGateway gateway = TestGateway.to(backend.port())) {
            for (int seed = 0; seed < ROUNDS; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                byte[] up = stream(random, true);
                byte[] down = stream(random, false);
                try (RawClient client = gateway.connect()) {
                    client.send(RawClient.request("/ws"));
                    Taken taken = backend.upgrade();
                    client.head();
                    CompletableFuture<Void> sending = send(client.socket.getOutputStream(), up, random.split());
                    CompletableFuture<Void> answering = send(taken.socket.getOutputStream(), down, random.split());
                    CompletableFuture<byte[]> arrived = CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return taken.read(up.length);
                                } catch (IOException e) {
                                    throw new CompletionException(e);
                                }
                            },
                            Thread::startVirtualThread);
                    assertThat(client.socket.getInputStream().readNBytes(down.length))
                            .as("seed %d, downstream", seed)
                            .isEqualTo(down);
                    assertThat(arrived.get()).as("seed %d, upstream", seed).isEqualTo(up);
                    sending.get();
                    answering.get();
                    client.fin();
                    assertThat(taken.atEnd())
                            .as("seed %d, nothing behind it", seed)
                            .isTrue();
                    taken.fin();
                    assertThat(client.atEnd())
                            .as("seed %d, nothing behind it", seed)
                            .isTrue();
                }
                gateway.end();
            }
        }
    }

    private static CompletableFuture<Void> send(OutputStream out, byte[] bytes, SplittableRandom random) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        int most = 1 << random.nextInt(17);
                        for (int at = 0; at < bytes.length; ) {
                            int size = Math.min(bytes.length - at, 1 + random.nextInt(most));
                            out.write(bytes, at, size);
                            at += size;
                        }
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                Thread::startVirtualThread);
    }

    /// Frames, and one stream in eight no frames at all.
    private static byte[] stream(SplittableRandom random, boolean masked) {
        if (random.nextInt(8) == 0) {
            byte[] noise = new byte[random.nextInt(20_000)];
            random.nextBytes(noise);
            return noise;
        }
        return RandomFrames.of(random, masked).bytes();
    }
}
