package dev.holdfast.clinic.part;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/// Where an issuer serves the keys of its tokens; well, or in one of the ways in which such servers fail.
public final class JwksServer implements AutoCloseable {
    private final HttpServer server;
    private final ECKey key;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile State state = State.SERVING;

    /// How it answers.
    public enum State {
        SERVING,
        /// Takes requests and never answers them.
        HANGING,
        /// 500.
        FAILING,
        /// 200, with a page of HTML in place of keys.
        GARBAGE
    }

    private JwksServer(HttpServer server, ECKey key) {
        this.server = server;
        this.key = key;
    }

    public static JwksServer start() throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        JwksServer server = new JwksServer(http, key("key-1"));
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/jwks.json", server::answer);
        http.start();
        return server;
    }

    /// A key of nobody who is known.
    public static ECKey key(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("can't make a key on P-256", e);
        }
    }

    /// What it serves the public part of.
    public ECKey key() {
        return key;
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks.json");
    }

    public JwksServer now(State next) {
        state = next;
        return this;
    }

    private void answer(HttpExchange exchange) throws IOException {
        switch (state) {
            case SERVING -> answer(exchange, 200, new JWKSet(key.toPublicJWK()).toString());
            case FAILING -> answer(exchange, 500, "Internal Server Error");
            case GARBAGE -> answer(exchange, 200, "<!doctype html><title>Sign in</title>");
            case HANGING -> {
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                exchange.close();
            }
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    /// Nothing listens there any more.
    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
