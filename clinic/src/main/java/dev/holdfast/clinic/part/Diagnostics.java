package dev.holdfast.clinic.part;

import dev.holdfast.observe.json.JsonForm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// The diagnostics API of a server, asked as its users ask it.
///
/// @param base with a slash at its end
public record Diagnostics(URI base) {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public String get(String path) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(base.resolve(path))
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    /// Has a one-time ticket issued, as an application's own backend does.
    public String ticket(String user) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("api/tickets"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"user\":\"" + user + "\"}"))
                .build();
        return JsonForm.tree(HTTP.send(request, BodyHandlers.ofString()).body())
                .path("ticket")
                .asString();
    }

    /// All ends and refused handshakes so far, oldest first.
    public List<JsonNode> ends() throws IOException, InterruptedException {
        List<JsonNode> ends = new ArrayList<>();
        JsonForm.tree(get("api/ends?limit=1000")).get("ends").forEach(ends::addFirst);
        return ends;
    }

    /// Waits for as many, and returns them.
    public List<JsonNode> ends(int atLeast) throws Exception {
        return Patience.until(atLeast + " ends", () -> Optional.of(ends()).filter(ends -> ends.size() >= atLeast));
    }

    /// Waits for the first end.
    public JsonNode end() throws Exception {
        return ends(1).getFirst();
    }

    /// Waits for the oldest end of which this is true; ends that are explained again are looked at again.
    public JsonNode end(String what, Predicate<JsonNode> which) throws Exception {
        return end(what, Patience.USUAL, which);
    }

    public JsonNode end(String what, Duration longest, Predicate<JsonNode> which) throws Exception {
        return Patience.until(what, longest, () -> ends().stream().filter(which).findFirst());
    }

    /// An end as it stands now.
    public JsonNode end(String connectionId) throws Exception {
        return JsonForm.tree(get("api/ends/" + connectionId));
    }

    /// All incidents, those that go on first.
    public List<JsonNode> incidents() throws IOException, InterruptedException {
        List<JsonNode> incidents = new ArrayList<>();
        JsonForm.tree(get("api/incidents?limit=100")).get("incidents").forEach(incidents::add);
        return incidents;
    }

    /// Waits for an incident of this kind, such as `reconnect-loop`.
    public JsonNode incident(String kind) throws Exception {
        return Patience.until(
                "an incident " + kind,
                () -> incidents().stream()
                        .filter(each -> each.path("kind").asString().equals(kind))
                        .findFirst());
    }

    /// Waits until so many connections are open.
    public void open(int connections) throws Exception {
        Patience.until(connections + " open connections", () -> {
            int open = connections().size();
            return open == connections ? Optional.of(open) : Optional.<Integer>empty();
        });
    }

    /// Connections that are open now, at most 1000.
    public List<JsonNode> connections() throws IOException, InterruptedException {
        List<JsonNode> open = new ArrayList<>();
        JsonForm.tree(get("api/connections?limit=1000")).get("connections").forEach(open::add);
        return open;
    }

    /// The sum over all values of a metric.
    public double metric(String name) throws IOException, InterruptedException {
        return metric(name, "");
    }

    /// @param label such as `expected="true"`: values without it don't count
    public double metric(String name, String label) throws IOException, InterruptedException {
        return get("metrics")
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
