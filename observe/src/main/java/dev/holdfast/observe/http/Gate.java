package dev.holdfast.observe.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who may ask the diagnostics API, before anything is looked up.
///
/// No web page may reach it: by a name that its own DNS points here (the Host header is compared), nor by a request
/// that
/// changes something from another site. Whoever is not on this machine needs the token.
final class Gate {
    private static final int MAX_BODY = 4096;
    private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private final DiagnosticsOptions options;
    private final InetSocketAddress bound;
    private final Resources resources;

    Gate(DiagnosticsOptions options, InetSocketAddress bound, Resources resources) {
        this.options = options;
        this.bound = bound;
        this.resources = resources;
    }

    void handle(HttpExchange exchange) throws IOException {
        Answer answer;
        try {
            answer = answer(exchange);
        } catch (RuntimeException fault) {
            answer = Answer.error(
                    500, "the diagnostics API failed with " + fault.getClass().getName());
        }
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.contentType());
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        if (answer.status() == 401) {
            headers.set("WWW-Authenticate", "Bearer");
        }
        if (answer.status() == 405) {
            headers.set("Allow", "GET, HEAD, POST");
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        try (exchange) {
            exchange.sendResponseHeaders(answer.status(), head ? -1 : answer.body().length);
            if (!head) {
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(answer.body());
                }
            }
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        String host = headers.getFirst("Host");
        if (host == null || !known(name(host))) {
            return Answer.error(
                    421,
                    "the Host header names another server: ask by localhost or the bound address, or add the name to"
                            + " admin-hosts");
        }
        String path = exchange.getRequestURI().getPath();
        if (!path.startsWith("/health/") && !permitted(headers.getFirst("Authorization"))) {
            return Answer.error(401, "expected Authorization: Bearer with the admin token");
        }
        return switch (exchange.getRequestMethod()) {
            case "GET", "HEAD" -> resources.get(path, exchange.getRequestURI().getRawQuery());
            case "POST" -> post(exchange, headers, host, path);
            default ->
                Answer.error(405, "found " + exchange.getRequestMethod() + ", expected GET, or POST for tickets");
        };
    }

    private Answer post(HttpExchange exchange, Headers headers, String host, String path) throws IOException {
        String site = headers.getFirst("Sec-Fetch-Site");
        String origin = headers.getFirst("Origin");
        boolean foreign = (site != null && !site.equals("same-origin") && !site.equals("none"))
                || (origin != null && !origin.equals("http://" + host));
        if (foreign) {
            return Answer.error(403, "a page of another site asked for this; nothing that changes state answers it");
        }
        String type = headers.getFirst("Content-Type");
        if (type == null || !type.startsWith("application/json")) {
            return Answer.error(415, "expected Content-Type: application/json");
        }
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            return Answer.error(413, "found more than " + MAX_BODY + " bytes, expected a short JSON object");
        }
        return resources.post(path, new String(body, StandardCharsets.UTF_8));
    }

    private boolean permitted(@Nullable String authorization) {
        String token = options.token();
        if (token == null) {
            return true;
        }
        return authorization != null
                && MessageDigest.isEqual(
                        authorization.getBytes(StandardCharsets.UTF_8),
                        ("Bearer " + token).getBytes(StandardCharsets.UTF_8));
    }

    private boolean known(String name) {
        return LOCAL_NAMES.contains(name)
                || options.hostNames().contains(name)
                || name.equals(bound.getHostString())
                || name.equals(bound.getAddress().getHostAddress());
    }

    private static String name(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }
}
