package dev.holdfast.cli.node;

import dev.holdfast.cli.config.bind.AddressText;
import dev.holdfast.cli.demo.DemoPages;
import dev.holdfast.core.port.LiveConnections;
import dev.holdfast.core.port.ServerFigures;
import dev.holdfast.proxy.Gateway;
import dev.holdfast.server.HoldfastServer;
import dev.holdfast.server.Pages;
import dev.holdfast.server.Route;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// What of a node clients connect to.
sealed interface Face extends AutoCloseable {
    InetSocketAddress address();

    /// The path that the ready line shows.
    String path();

    /// The paths that are served; none where all are somebody else's.
    List<String> paths();

    LiveConnections connections();

    ServerFigures figures();

    boolean ready();

    CompletionStage<Void> drain(String signal);

    /// Where the diagnostics API listens, for pages that lead there.
    void diagnosticsAt(InetSocketAddress address);

    @Override
    void close();

    record Server(HoldfastServer server, List<Route> routes, Pages pages) implements Face {
        @Override
        public InetSocketAddress address() {
            return server.address();
        }

        @Override
        public String path() {
            return routes.getFirst().path();
        }

        @Override
        public List<String> paths() {
            return routes.stream().map(Route::path).toList();
        }

        @Override
        public LiveConnections connections() {
            return server.connections();
        }

        @Override
        public ServerFigures figures() {
            return server.figures();
        }

        @Override
        public boolean ready() {
            return server.ready();
        }

        @Override
        public CompletionStage<Void> drain(String signal) {
            return server.drain(signal);
        }

        @Override
        public void diagnosticsAt(InetSocketAddress address) {
            if (pages instanceof DemoPages demo) {
                demo.dashboardAt(AddressText.of(address));
            }
        }

        @Override
        public void close() {
            server.close();
        }
    }

    record InFront(Gateway gateway) implements Face {
        @Override
        public InetSocketAddress address() {
            return gateway.address();
        }

        @Override
        public String path() {
            return "/";
        }

        @Override
        public List<String> paths() {
            return List.of();
        }

        @Override
        public LiveConnections connections() {
            return gateway.connections();
        }

        @Override
        public ServerFigures figures() {
            return gateway.figures();
        }

        @Override
        public boolean ready() {
            return gateway.ready();
        }

        @Override
        public CompletionStage<Void> drain(String signal) {
            return gateway.drain(signal);
        }

        @Override
        public void diagnosticsAt(InetSocketAddress address) {
            // Every page is the backend's.
        }

        @Override
        public void close() {
            gateway.close();
        }
    }
}
