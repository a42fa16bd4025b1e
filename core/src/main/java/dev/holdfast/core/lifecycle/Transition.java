package dev.holdfast.core.lifecycle;

import java.util.List;

/// Where an event leads, and what must be done on the way.
public record Transition(ConnectionState state, List<Effect> effects) {
    public Transition {
        effects = List.copyOf(effects);
    }

    static Transition to(ConnectionState state, Effect... effects) {
        return new Transition(state, List.of(effects));
    }
}
