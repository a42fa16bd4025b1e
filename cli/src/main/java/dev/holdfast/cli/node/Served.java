package dev.holdfast.cli.node;

import dev.holdfast.cli.demo.DemoHandler;
import dev.holdfast.cli.demo.DemoPages;
import dev.holdfast.server.Pages;
import dev.holdfast.server.Route;
import java.util.List;

/// What a node serves: routes, and pages beside them.
public record Served(List<Route> routes, Pages pages) {
    public Served {
        routes = List.copyOf(routes);
    }

    /// An echo, where there is no application.
    public static Served echo(String path) {
        return new Served(List.of(Route.onEventLoop(path, new EchoHandler())), Pages.NONE);
    }

    /// An echo, and the page on which connections can be broken.
    public static Served demo(String path) {
        Route echo = Route.onEventLoop(path, new EchoHandler());
        return path.equals(DemoHandler.PATH)
                ? new Served(List.of(echo), Pages.NONE)
                : new Served(List.of(echo, Route.of(DemoHandler.PATH, new DemoHandler())), new DemoPages());
    }
}
