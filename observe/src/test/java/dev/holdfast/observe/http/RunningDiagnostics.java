package dev.holdfast.observe.http;

import dev.holdfast.observe.Observability;
import dev.holdfast.observe.ObserveOptions;
import dev.holdfast.observe.fixture.FakeServer;
import dev.holdfast.observe.fixture.ManualTime;
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.observe.log.LogOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The diagnostics API over real HTTP on a free port of the loopback interface, of a server that the test makes up.
final class RunningDiagnostics implements AutoCloseable {
    static final String TOKEN = "canary-admin-token-0123456789";
    static final String TICKET = "canary-ticket-0123456789";

    final FakeServer server = new FakeServer();
    final List<String> asked = new CopyOnWriteArrayList<>();
    final Path log;
    final Observability observability;
    volatile @Nullable Readiness readiness = new Readiness.Ready();
    volatile TicketIssuer.Issue issue = new TicketIssuer.Issued(TICKET, Instant.parse("2026-11-23T10:01:00Z"));

    private final HttpClient client = HttpClient.newHttpClient();
    private DiagnosticsServer diagnostics;

    private RunningDiagnostics(Path folder, DiagnosticsOptions options) throws IOException {
        log = folder.resolve("backend.log");
        observability = Observability.start(new ObserveOptions(LogOptions.to(log), null, "1.2.3"), new ManualTime());
        diagnostics = another(options);
    }

    static RunningDiagnostics open(Path folder) throws IOException {
        return new RunningDiagnostics(folder, DiagnosticsOptions.local(0));
    }

    /// For whoever has the token only.
    static RunningDiagnostics withToken(Path folder) throws IOException {
        return new RunningDiagnostics(
                folder,
                new DiagnosticsOptions(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Set.of(), TOKEN));
    }

    DiagnosticsServer another(DiagnosticsOptions options) throws PortUnavailableException {
        return observability.diagnostics(
                options,
                new DiagnosticsSources(
                        server,
                        server,
                        () -> JsonForm.tree("{\"path\":{\"value\":\"/ws\",\"default\":true}}"),
                        () -> JsonForm.tree("[{\"key\":\"heartbeat.interval\",\"text\":\"too long\"}]"),
                        () -> readiness,
                        user -> {
                            asked.add(user);
                            return issue;
                        }));
    }

    int port() {
        return diagnostics.address().getPort();
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(to(path));
    }

    HttpResponse<InputStream> watch(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    /// What a page is told when it begins to watch; the rest comes by the second.
    String beginOfLive(HttpRequest.Builder request) throws IOException, InterruptedException {
        StringBuilder told = new StringBuilder();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(watch(request).body(), StandardCharsets.UTF_8))) {
            do {
                told.append(lines.readLine()).append('\n');
            } while (!told.toString().contains("event: incidents"));
            return told.append(lines.readLine()).toString();
        }
    }

    JsonNode json(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = get(path);
        if (response.statusCode() != 200) {
            throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
        }
        return JsonForm.tree(response.body());
    }

    HttpRequest.Builder post(String path, String body) {
        return to(path).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
    }

    HttpRequest.Builder ticket(String body) {
        return post("/api/tickets", body);
    }

    /// For what no client library sends.
    String raw(String request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(diagnostics.address());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        diagnostics.close();
        observability.close();
        client.close();
    }
}
