package dev.holdfast.core.lifecycle;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `docs/lifecycle.md`, made from the code.
final class LifecyclePage {
    private static final String HEAD = """
            # The life of a connection

            Made from `dev.holdfast.core.lifecycle.Lifecycle` by a test, which fails when this page and the code differ.
            The names of the states say who acted.

            """;

    private static final String DETAILS = """

            ## Every state, every event

            What an event leads to, and what is done on the way, in this order. An event that is *late* changes nothing: a
            decision or an answer that comes after the end has begun. One that is *impossible* is a fault of our own and
            throws.
            """;

    private record Edge(ConnectionEvent event, Transition transition) {
        boolean late(ConnectionState from) {
            return transition.state() == from && transition.effects().isEmpty();
        }
    }

    private LifecyclePage() {}

    static String markdown() {
        StringBuilder page = new StringBuilder(HEAD).append(diagram()).append(DETAILS);
        for (ConnectionState state : ConnectionState.values()) {
            page.append(section(state));
        }
        return page.toString();
    }

    private static String diagram() {
        StringBuilder diagram = new StringBuilder("```mermaid\nstateDiagram-v2\n");
        for (ConnectionState state : ConnectionState.values()) {
            diagram.append("    state \"%s\" as %s\n".formatted(state.word(), state.name()));
        }
        diagram.append("    [*] --> ACCEPTED\n");
        for (ConnectionState state : ConnectionState.values()) {
            possible(state).stream()
                    .filter(edge -> edge.transition().state() != state)
                    .collect(groupingBy(
                            edge -> edge.transition().state(),
                            LinkedHashMap::new,
                            mapping(edge -> words(edge.event()), joining(", "))))
                    .forEach((to, events) ->
                            diagram.append("    %s --> %s: %s\n".formatted(state.name(), to.name(), events)));
        }
        return diagram.append("    ENDED --> [*]\n```\n").toString();
    }

    private static String section(ConnectionState state) {
        Map<Boolean, List<Edge>> edges = possible(state).stream().collect(groupingBy(edge -> edge.late(state)));
        StringBuilder section = new StringBuilder("\n### " + state.word() + "\n\n");
        List<Edge> leading = edges.getOrDefault(false, List.of());
        if (!leading.isEmpty()) {
            section.append("| event | leads to | done |\n| --- | --- | --- |\n");
            for (Edge edge : leading) {
                section.append("| %s | %s | %s |\n"
                        .formatted(
                                words(edge.event()),
                                edge.transition().state().word(),
                                edge.transition().effects().stream()
                                        .map(LifecyclePage::words)
                                        .collect(joining(", "))));
            }
            section.append('\n');
        }
        List<ConnectionEvent> late =
                edges.getOrDefault(true, List.of()).stream().map(Edge::event).toList();
        section.append(line("Late", late));
        section.append(line("Impossible", impossible(state)));
        return section.toString();
    }

    private static String line(String what, List<ConnectionEvent> events) {
        return events.isEmpty()
                ? ""
                : what + ": " + events.stream().map(LifecyclePage::words).collect(joining(", ")) + ".\n";
    }

    private static List<Edge> possible(ConnectionState state) {
        List<Edge> edges = new ArrayList<>();
        for (ConnectionEvent event : ConnectionEvent.values()) {
            try {
                edges.add(new Edge(event, Lifecycle.next(state, event)));
            } catch (IllegalStateException impossible) {
                // Listed apart.
            }
        }
        return edges;
    }

    private static List<ConnectionEvent> impossible(ConnectionState state) {
        List<ConnectionEvent> possible =
                possible(state).stream().map(Edge::event).toList();
        return Arrays.stream(ConnectionEvent.values())
                .filter(event -> !possible.contains(event))
                .toList();
    }

    private static String words(Enum<?> name) {
        return name.name()
                .toLowerCase(Locale.ROOT)
                .replace('_', ' ')
                .replace("http", "HTTP")
                .replace("fin", "FIN")
                .replace("FINish", "finish");
    }
}
