package dev.holdfast.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.proxy.fixture.RawBackend;
import dev.holdfast.proxy.fixture.RawBackend.Taken;
import dev.holdfast.proxy.fixture.TestGateway;
import dev.holdfast.server.fixture.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/// A series of plain requests, sent without waiting and cut anywhere: the backend sees the same series over one
/// connection, and the client the answers in their order.
class PipelinedSeriesTest {
    private static final int ROUNDS = 60;

    /// One request and what is answered to it.
    private record Pair(String start, Message request, Message answer) {}

    /// @param form how its body is framed: by a length, in chunks, or not at all
    private record Message(String head, String form, byte[] body) {
        byte[] bytes() {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes((head + form + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.writeBytes(body);
            return out.toByteArray();
        }
    }

    @Test
    void what_is_sent_in_random_cuts_is_seen_in_its_order_by_both_sides() throws Exception {
        try (RawBackend backend = new RawBackend();
                TestGateway gateway = TestGateway.to(backend.port())) {
            for (int seed = 0; seed < ROUNDS; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                List<Pair> series = series(random);
                try (RawClient client = gateway.connect()) {
                    ByteArrayOutputStream all = new ByteArrayOutputStream();
                    series.forEach(pair -> all.writeBytes(pair.request().bytes()));
                    CompletableFuture<Void> sending =
                            send(client.socket.getOutputStream(), all.toByteArray(), random.split());
                    Taken taken = backend.take();
                    SplittableRandom cuts = random.split();
                    CompletableFuture<Void> answering = run(() -> answer(taken, series, cuts));
                    InputStream in = client.socket.getInputStream();
                    for (int i = 0; i < series.size(); i++) {
                        Pair pair = series.get(i);
                        String head = head(in);
                        assertThat(head)
                                .as("seed %d, answer %d", seed, i)
                                .startsWith(pair.answer().head())
                                .contains(pair.answer().form());
                        assertThat(in.readNBytes(pair.answer().body().length))
                                .as("seed %d, body %d", seed, i)
                                .isEqualTo(pair.answer().body());
                    }
                    assertThat(in.read()).as("seed %d, nothing behind", seed).isNegative();
                    sending.get();
                    answering.get();
                    assertThat(taken.isGone()).isTrue();
                }
            }
            assertThat(gateway.recording.allEnded).isEmpty();
        }
    }

    /// The backend's part: it must see exactly what was sent, over this one connection.
    private static void answer(Taken taken, List<Pair> series, SplittableRandom random) throws IOException {
        for (Pair pair : series) {
            assertThat(taken.request())
                    .startsWith(pair.start())
                    .contains(pair.request().form());
            assertThat(taken.read(pair.request().body().length))
                    .isEqualTo(pair.request().body());
            write(taken.socket.getOutputStream(), pair.answer().bytes(), random);
        }
    }

    private static List<Pair> series(SplittableRandom random) {
        List<Pair> series = new ArrayList<>();
        int length = random.nextInt(1, 12);
        for (int i = 0; i < length; i++) {
            String method = List.of("GET", "POST", "HEAD", "PUT").get(random.nextInt(4));
            String start = method + " /" + i + " HTTP/1.1\r\n";
            Message request = message(
                    random,
                    start + "Host: localhost\r\n" + (i == length - 1 ? "Connection: close\r\n" : ""),
                    method.startsWith("P") ? 1 : 0);
            boolean none = random.nextInt(5) == 0;
            Message answer = message(random, none ? "HTTP/1.1 204 None\r\n" : "HTTP/1.1 200 Fine\r\n", none ? 0 : 1);
            series.add(new Pair(
                    start,
                    request,
                    method.equals("HEAD") ? new Message(answer.head(), answer.form(), new byte[0]) : answer));
        }
        return series;
    }

    private static Message message(SplittableRandom random, String head, int bodied) {
        if (bodied == 0) {
            return new Message(head, "", new byte[0]);
        }
        // Sometimes more than the gateway keeps of what comes too early.
        byte[] body = new byte[random.nextInt(8) == 0 ? random.nextInt(200_000) : random.nextInt(300)];
        random.nextBytes(body);
        if (random.nextBoolean()) {
            return new Message(head, "Content-Length: " + body.length + "\r\n", body);
        }
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        int at = 0;
        while (at < body.length) {
            int size = Math.min(body.length - at, 1 + random.nextInt(1 + body.length));
            chunks.writeBytes((Integer.toHexString(size) + (random.nextBoolean() ? ";x=\"y\"" : "") + "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            chunks.write(body, at, size);
            chunks.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
            at += size;
        }
        chunks.writeBytes((random.nextBoolean() ? "0\r\n\r\n" : "00\r\nTrailer: t\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        return new Message(head, "Transfer-Encoding: chunked\r\n", chunks.toByteArray());
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException("found the end after: " + head);
            }
            head.append((char) octet);
        }
        return head.toString();
    }

    private interface Step {
        void run() throws IOException;
    }

    private static CompletableFuture<Void> run(Step step) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        step.run();
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                Thread::startVirtualThread);
    }

    private static CompletableFuture<Void> send(OutputStream out, byte[] bytes, SplittableRandom random) {
        return run(() -> write(out, bytes, random));
    }

    private static void write(OutputStream out, byte[] bytes, SplittableRandom random) throws IOException {
        int at = 0;
        while (at < bytes.length) {
            int size = Math.min(bytes.length - at, 1 + random.nextInt(random.nextInt(4) == 0 ? 20_000 : 60));
            out.write(bytes, at, size);
            at += size;
        }
    }
}
