package dev.holdfast.clinic.fault;

import dev.holdfast.clinic.fault.Fault.Cut;
import dev.holdfast.clinic.fault.Fault.Flow;
import dev.holdfast.clinic.fault.Fault.Headers;
import dev.holdfast.clinic.fault.Fault.How;
import dev.holdfast.clinic.fault.Fault.When;
import dev.holdfast.observe.json.JsonForm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The list of faults, read from `spec/faults.json`.
public final class Faults {
    private static final Path FILE = Path.of(System.getProperty("holdfast.root", ".."), "spec", "faults.json");

    private static final Map<String, Fault> ALL = read();

    private Faults() {}

    /// @throws IllegalArgumentException when the list has none of this name
    public static Fault named(String name) {
        Fault fault = ALL.get(name);
        if (fault == null) {
            throw new IllegalArgumentException(
                    "found no fault \"" + name + "\" in " + FILE + ": expected one of " + ALL.keySet());
        }
        return fault;
    }

    public static List<Fault> all() {
        return List.copyOf(ALL.values());
    }

    private static Map<String, Fault> read() {
        try {
            Map<String, Fault> faults = new LinkedHashMap<>();
            for (JsonNode each : JsonForm.tree(Files.readString(FILE)).path("faults")) {
                Fault fault = fault(each);
                if (faults.put(fault.name(), fault) != null) {
                    throw new IllegalStateException("found the fault " + fault.name() + " twice in " + FILE);
                }
            }
            return faults;
        } catch (IOException e) {
            throw new UncheckedIOException("can't read the list of faults", e);
        }
    }

    private static Fault fault(JsonNode json) {
        JsonNode cut = json.path("cut");
        return new Fault(
                json.path("name").asString(),
                headers(json.path("request")),
                headers(json.path("response")),
                flow(json.path("to_server")),
                flow(json.path("to_client")),
                cut.isMissingNode()
                        ? null
                        : new Cut(
                                When.valueOf(constant(cut.path("when").asString())),
                                Duration.ofMillis(cut.path("after_ms").asLong(0)),
                                How.valueOf(constant(cut.path("how").asString()))));
    }

    private static Headers headers(JsonNode json) {
        Map<String, String> add = new LinkedHashMap<>();
        json.path("add").forEachEntry((name, value) -> add.put(name, value.asString()));
        List<String> remove = new ArrayList<>();
        json.path("remove").forEach(name -> remove.add(name.asString()));
        return new Headers(add, remove, json.path("add_bytes").asInt(0));
    }

    private static Flow flow(JsonNode json) {
        return new Flow(
                Duration.ofMillis(json.path("delay_ms").asLong(0)),
                json.path("slice_bytes").asInt(0),
                json.path("bytes_per_second").asInt(0),
                json.path("insert").asString(""));
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
