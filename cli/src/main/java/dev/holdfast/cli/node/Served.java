package dev.holdfast.cli.node;

import dev.holdfast.auth.jwt.DevelopmentTokens;
import dev.holdfast.cli.demo.DemoHandler;
import dev.holdfast.cli.demo.DemoPages;
import dev.holdfast.server.Pages;
import dev.holdfast.server.Route;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a node serves: routes, and pages beside them.
///
/// @param pages made by it where the node has tokens of development to give away, or without any
public record Served(List<Route> routes, Function<@Nullable DevelopmentTokens, Pages> pages) {
    public Served {
        routes = List.copyOf(routes);
    }

    /// Of a gateway, which serves what is its backend's.
    public static final Served NOTHING = new Served(List.of(), _ -> Pages.NONE);

    /// Without pages.
    public static Served only(List<Route> routes) {
        return new Served(routes, _ -> Pages.NONE);
    }

    /// An echo, where there is no application.
    public static Served echo(String path) {
        return only(List.of(Route.onEventLoop(path, new EchoHandler())));
    }

    /// An echo, and the page on which connections can be broken.
    public static Served demo(String path) {
        Route echo = Route.onEventLoop(path, new EchoHandler());
        return path.equals(DemoHandler.PATH)
                ? only(List.of(echo))
                : new Served(List.of(echo, Route.of(DemoHandler.PATH, new DemoHandler())), DemoPages::new);
    }
}
