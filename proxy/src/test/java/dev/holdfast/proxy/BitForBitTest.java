package dev.holdfast.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.proxy.fixture.RawBackend;
import dev.holdfast.proxy.fixture.RawBackend.Taken;
import dev.holdfast.proxy.fixture.TestGateway;
import dev.holdfast.server.fixture.RawClient;
import java.io.ByteArrayOutputStream;
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
                    CompletableFuture<byte[]> arrived = CompletableFuture.supplyAsync(() -> {
                        try {
                            return taken.read(up.length);
                        } catch (IOException e) {
                            throw new CompletionException(e);
                        }
                    });
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
        return CompletableFuture.runAsync(() -> {
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
        });
    }

    /// Frames of all kinds and sizes, some with what no frame may have, and one stream in eight no frames at all.
    private static byte[] stream(SplittableRandom random, boolean masked) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (random.nextInt(8) == 0) {
            byte[] noise = new byte[random.nextInt(20_000)];
            random.nextBytes(noise);
            return noise;
        }
        for (int i = random.nextInt(40); i >= 0; i--) {
            int[] sizes = {0, 1, 125, 126, 127, 1000, 65_535, 65_536, 200_000};
            int length = random.nextInt(3) == 0 ? sizes[random.nextInt(sizes.length)] : random.nextInt(300);
            frame(out, random, masked != (random.nextInt(50) == 0), length);
        }
        return out.toByteArray();
    }

    private static void frame(ByteArrayOutputStream out, SplittableRandom random, boolean masked, int length) {
        out.write(
                random.nextInt(5) == 0
                        ? random.nextInt(256)
                        : new int[] {0x81, 0x82, 0x01, 0x80, 0x89, 0x8A}[random.nextInt(6)]);
        int mask = masked ? 0x80 : 0;
        if (length < 126) {
            out.write(mask | length);
        } else if (length < 65_536) {
            out.write(mask | 126);
            out.write(length >> 8);
            out.write(length);
        } else {
            out.write(mask | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) ((long) length >> shift));
            }
        }
        byte[] rest = new byte[length + (masked ? 4 : 0)];
        random.nextBytes(rest);
        out.writeBytes(rest);
    }
}
