package dev.holdfast.bench.run;

import java.util.ArrayList;
import java.util.List;

/// A server that can be measured. Each is a main class on the same class path, run by the same JDK with the same
/// flags, listens on a free port of 127.0.0.1, and prints a line with `ready: ws://…` when it accepts connections.
enum Target {
    HOLDFAST(
            "holdfast",
            "Holdfast",
            "dev.holdfast.cli.Main",
            List.of("dev", "--port", "0", "--admin-port", "0", "--log-file", "backend.log")),
    STOCK("stock", "Netty, stock handlers", "dev.holdfast.bench.peer.StockEcho", List.of("FLUSH_EACH")),
    STOCK_BATCHED(
            "stock-batched",
            "Netty, stock handlers, one flush a read",
            "dev.holdfast.bench.peer.StockEcho",
            List.of("FLUSH_PER_READ"));

    private final String id;
    private final String title;
    private final String mainClass;
    private final List<String> arguments;

    Target(String id, String title, String mainClass, List<String> arguments) {
        this.id = id;
        this.title = title;
        this.mainClass = mainClass;
        this.arguments = arguments;
    }

    /// As on the command line.
    String id() {
        return id;
    }

    /// As in the tables.
    String title() {
        return title;
    }

    /// What stands behind the JVM's flags and class path.
    List<String> mainAndArguments() {
        List<String> all = new ArrayList<>();
        all.add(mainClass);
        all.addAll(arguments);
        return all;
    }
}
