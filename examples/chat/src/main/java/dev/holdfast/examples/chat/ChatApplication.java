package dev.holdfast.examples.chat;

import dev.holdfast.server.Application;
import dev.holdfast.server.Route;
import java.util.List;

/// Named in `META-INF/services/dev.holdfast.server.Application`, which is how `holdfast serve --app` finds it.
public final class ChatApplication implements Application {
    /// One route. Text only: a binary message is answered with 1003 before the handler hears of it.
    @Override
    public List<Route> routes(String path) {
        return List.of(Route.of(path, new ChatHandler()).textOnly());
    }
}
