package dev.holdfast.auth.jwt;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// A real key server on a free port of loopback that can be told to misbehave.
final class LoopbackKeyServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile HttpHandler answer = exchange -> send(exchange, 404, "");

    LoopbackKeyServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            answer.handle(exchange);
        });
        server.start();
    }

    LoopbackKeyServer answers(int status, String body) {
        answer = exchange -> send(exchange, status, body);
        return this;
    }

    LoopbackKeyServer redirectsTo(String address) {
        answer = exchange -> {
            exchange.getResponseHeaders().add("Location", address);
            send(exchange, 302, "");
        };
        return this;
    }

    /// Takes the request and says nothing until the test is over.
    LoopbackKeyServer keepsSilent() {
        answer = _ -> awaitClose();
        return this;
    }

    /// Begins a good answer and does not go on with it.
    LoopbackKeyServer stopsHalfWay(String body) {
        answer = exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
            exchange.getResponseBody().flush();
            awaitClose();
        };
        return this;
    }

    /// Sends, without saying how much, until the other side has had enough.
    LoopbackKeyServer neverEnds() {
        answer = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] spaces = " ".repeat(8_192).getBytes(StandardCharsets.UTF_8);
            try (OutputStream body = exchange.getResponseBody()) {
                while (closed.getCount() > 0) {
                    body.write(spaces);
                }
            }
        };
        return this;
    }

    /// Ends the connection without an answer.
    LoopbackKeyServer hangsUp() {
        answer = HttpExchange::close;
        return this;
    }

    int requests() {
        return requests.get();
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port() + "/canary-path/jwks.json?key=canary-query");
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
