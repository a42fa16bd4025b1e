package dev.holdfast.server;

import java.util.List;

/// What `holdfast serve --app my-app.jar` loads with [java.util.ServiceLoader]: name your class in
/// `META-INF/services/dev.holdfast.server.Application`.
public interface Application {
    /// Called once, before the server is ready.
    ///
    /// @param path the configured path, for an application with one route
    /// @return at least one route, no path twice
    List<Route> routes(String path);
}
