package dev.holdfast.conformance;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// An echo of Node's ws with permessage-deflate: somebody else's server that keeps to the standard.
final class NodeBackend implements AutoCloseable {
    private final Process process;
    private final String authority;

    private NodeBackend(Process process, String authority) {
        this.process = process;
        this.authority = authority;
    }

    static NodeBackend start() throws IOException {
        Process process = new ProcessBuilder("node", "backend/echo.mjs")
                .redirectError(Redirect.INHERIT)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        String port = process.inputReader(StandardCharsets.UTF_8).readLine();
        if (port == null) {
            throw new IOException("the backend did not start: Node and the packages of conformance/package.json");
        }
        return new NodeBackend(process, "127.0.0.1:" + port);
    }

    static String version() throws IOException {
        Process version = new ProcessBuilder(
                        "node",
                        "-p",
                        "'ws ' + JSON.parse(require('fs').readFileSync('node_modules/ws/package.json')).version"
                                + " + ' on Node ' + process.versions.node")
                .redirectError(Redirect.INHERIT)
                .start();
        List<String> lines = version.inputReader(StandardCharsets.UTF_8).lines().toList();
        return lines.isEmpty() ? "ws" : lines.getFirst();
    }

    String url() {
        return "ws://" + authority;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
