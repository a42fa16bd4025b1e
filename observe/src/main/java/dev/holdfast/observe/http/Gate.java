package dev.holdfast.observe.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Who may ask the diagnostics API, before anything is looked up.
///
/// No web page may reach it: by a name that its own DNS points here (the Host header is compared), nor by a
/// request that changes something from another site. Whoever is not on this machine needs the token.
final class Gate {
    private static final int MAX_BODY = 4096;
    private static final String BEARER = "Bearer ";
    private final DiagnosticsOptions options;
    private final HostRule hosts;
    private final Resources resources;
    private final LiveStream live;

    Gate(DiagnosticsOptions options, InetSocketAddress bound, Resources resources, LiveStream live) {
        this.options = options;
        this.hosts = new HostRule(options.hostNames(), bound);
        this.resources = resources;
        this.live = live;
    }

    void handle(HttpExchange exchange) throws IOException {
        Answer answer;
        try {
            Answer refusal = refusal(exchange);
            if (refusal == null && isLive(exchange)) {
                if (watched(exchange)) {
                    return;
                }
                refusal = Answer.error(503, "found " + LiveStream.MOST + " pages that watch already: close one");
            }
            answer = refusal == null ? answer(exchange) : refusal;
        } catch (Query.Unusable unusable) {
            answer = Answer.error(400, unusable.getMessage());
        } catch (RuntimeException fault) {
            answer = Answer.error(
                    500, "the diagnostics API failed with " + fault.getClass().getName());
        }
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.contentType());
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        if (answer.contentType().startsWith("text/html")) {
            headers.set("Content-Security-Policy", DashboardFiles.POLICY);
            headers.set("Referrer-Policy", "no-referrer");
        }
        if (answer.status() == 401) {
            headers.set("WWW-Authenticate", "Bearer");
        }
        if (answer.status() == 405) {
            headers.set("Allow", "GET, HEAD, POST");
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            // RFC 9110 9.3.2: "The server SHOULD send the same header fields in response to a HEAD request as it would
            // have sent if the request method had been GET."
            headers.set("Content-Length", Integer.toString(answer.body().length));
        }
        try (exchange) {
            exchange.sendResponseHeaders(answer.status(), head ? -1 : answer.body().length);
            if (!head) {
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(answer.body());
                }
            }
        }
    }

    private static boolean isLive(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("GET")
                && exchange.getRequestURI().getPath().equals("/api/live");
    }

    private boolean watched(HttpExchange exchange) throws IOException, Query.Unusable {
        Query query = Query.parse(exchange.getRequestURI().getRawQuery());
        query.only("after");
        return live.serve(exchange, query.number("after", 0, 0, Long.MAX_VALUE));
    }

    private @Nullable Answer refusal(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        if (!hosts.allows(headers.get("Host"), exchange.getLocalAddress())) {
            return Answer.error(
                    421,
                    "the Host header names another server: ask by localhost or by an address of this machine, or add"
                            + " the name to the admin hosts");
        }
        String path = path(exchange);
        if (!path.startsWith("/health/") && !permitted(headers.getFirst("Authorization")) && !isPage(path)) {
            return Answer.error(401, "expected Authorization: Bearer with the admin token");
        }
        return null;
    }

    /// The dashboard itself is the same for everybody and knows nothing; it asks for the token, and sends it with every
    /// question.
    private static boolean isPage(String path) {
        return !path.startsWith("/api") && DashboardFiles.at(path) != null;
    }

    private static String path(HttpExchange exchange) {
        return Objects.requireNonNullElse(exchange.getRequestURI().getPath(), "");
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        String path = path(exchange);
        return switch (exchange.getRequestMethod()) {
            case "GET", "HEAD" -> resources.get(path, exchange.getRequestURI().getRawQuery());
            case "POST" -> post(exchange, headers, path);
            default ->
                Answer.error(
                        405,
                        "found the method " + exchange.getRequestMethod() + ", expected GET, or POST for /api/tickets");
        };
    }

    private Answer post(HttpExchange exchange, Headers headers, String path) throws IOException {
        if (isForeign(headers)) {
            return Answer.error(403, "a page of another site asked for this; nothing that changes state answers it");
        }
        if (!isJson(headers.getFirst("Content-Type"))) {
            return Answer.error(415, "expected Content-Type: application/json");
        }
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            return Answer.error(413, "found more than " + MAX_BODY + " bytes, expected a short JSON object");
        }
        return resources.post(path, new String(body, StandardCharsets.UTF_8));
    }

    /// Browsers say from where a request comes. What comes from a page must come from a page of ours; other programs
    /// send neither header.
    private static boolean isForeign(Headers headers) {
        String site = headers.getFirst("Sec-Fetch-Site");
        String origin = headers.getFirst("Origin");
        return (site != null && !site.equals("same-origin") && !site.equals("none"))
                || (origin != null && !origin.equals("http://" + headers.getFirst("Host")));
    }

    /// A form of a foreign page can't have this type without the browser asking us first.
    private static boolean isJson(@Nullable String type) {
        return type != null && type.split(";", 2)[0].trim().equalsIgnoreCase("application/json");
    }

    private boolean permitted(@Nullable String authorization) {
        String token = options.token();
        if (token == null) {
            return true;
        }
        return authorization != null
                && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                // In constant time, or the answer's delay would tell how much of a guess was right.
                && MessageDigest.isEqual(
                        authorization.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8),
                        token.getBytes(StandardCharsets.UTF_8));
    }
}
