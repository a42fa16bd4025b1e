package dev.holdfast.server.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/// A real client in a process of its own: the JDK's, which answers pings by itself.
final class ClientProcess implements AutoCloseable {
    private static final String ECHOED = "echoed";

    private final Process process;
    private final BufferedReader output;

    /// @param around makes the command run somewhere else
    ClientProcess(URI server, UnaryOperator<List<String>> around) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ClientProcess.class.getName(),
                server.toString());
        process = new ProcessBuilder(around.apply(command))
                .redirectError(Redirect.INHERIT)
                .start();
        output = process.inputReader(StandardCharsets.UTF_8);
    }

    /// Waits until it is connected and has got an answer to a message.
    void awaitEcho() throws IOException {
        assertThat(output.readLine()).isEqualTo(ECHOED);
    }

    /// Stops it from running, as a debugger or a suspended laptop does; its kernel goes on.
    void freeze() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-STOP", String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        output.close();
    }

    public static void main(String[] arguments) throws IOException {
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(arguments[0]), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
                        System.out.println(ECHOED);
                        webSocket.request(1);
                        return null;
                    }
                })
                .join();
        socket.sendText("hello", true).join();
        // Ends with the test, however that ends.
        var _ = System.in.read();
        System.exit(0);
    }
}
