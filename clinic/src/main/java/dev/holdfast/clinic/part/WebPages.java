package dev.holdfast.clinic.part;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/// Serves pages to browsers, so that they have an origin. An empty page is at every path that has none of its own.
public final class WebPages implements AutoCloseable {
    private static final String EMPTY = "<!doctype html><title>clinic</title>";

    private final HttpServer server;
    private final Map<String, byte[]> bodies = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> headers = new ConcurrentHashMap<>();

    private WebPages(HttpServer server) {
        this.server = server;
    }

    public static WebPages start() throws IOException {
        return start(InetAddress.getLoopbackAddress());
    }

    /// @param address by which the machine has its pages
    public static WebPages start(InetAddress address) throws IOException {
        return serve(HttpServer.create(new InetSocketAddress(address, 0), 50));
    }

    /// Pages of https, by a certificate that nobody knows.
    ///
    /// @param folder in which the certificate is made
    public static WebPages startWithTls(Path folder) throws IOException, InterruptedException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setHttpsConfigurator(new HttpsConfigurator(Certificate.selfSigned(folder)));
        return serve(server);
    }

    private static WebPages serve(HttpServer server) {
        WebPages pages = new WebPages(server);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            byte[] body = pages.bodies.getOrDefault(path, EMPTY.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseHeaders()
                    .set("Content-Type", path.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8");
            pages.headers.getOrDefault(path, Map.of()).forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(200, body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
        return pages;
    }

    /// @param path such as `/app.html`
    public WebPages page(String path, String html) {
        bodies.put(path, html.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /// A page at `/client.html` that has the built client as the global `holdfast`.
    public WebPages withClient() throws IOException, InterruptedException {
        return page("/client.js", ClientBundle.client())
                .page("/client.html", "<!doctype html><title>clinic</title><script src=\"/client.js\"></script>");
    }

    /// A script that is built already.
    public WebPages file(String path, Path file) throws IOException {
        bodies.put(path, Files.readAllBytes(file));
        return this;
    }

    public WebPages header(String path, String name, String value) {
        headers.put(path, Map.of(name, value));
        return this;
    }

    /// @param host by which browsers know it, such as `localhost`; decides its origin
    public URI at(String host, String path) {
        return URI.create(origin(host) + path);
    }

    public URI at(String path) {
        return URI.create(origin() + path);
    }

    /// The origin of pages that are asked for by this host.
    public String origin(String host) {
        return (server instanceof HttpsServer ? "https://" : "http://") + host + ":"
                + server.getAddress().getPort();
    }

    /// The origin of pages that are asked for by the address.
    public String origin() {
        return origin(server.getAddress().getAddress().getHostAddress());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
