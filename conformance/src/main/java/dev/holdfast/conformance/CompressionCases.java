package dev.holdfast.conformance;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The suite's cases of compression, played by `compression/cases.py`.
final class CompressionCases {
    private static final String PYTHON = "/usr/bin/python3";

    private CompressionCases() {}

    /// @param messages in each case
    static Results run(String url, int messages) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(PYTHON, Path.of("compression", "cases.py").toString(), url, String.valueOf(messages)));
        Group.compression().forEach(group -> command.add(group.pattern()));
        Process cases =
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        Runtime.getRuntime().addShutdownHook(new Thread(cases::destroyForcibly));
        List<String> lines = cases.inputReader(StandardCharsets.UTF_8).lines().toList();
        return Results.ofLines(Group.compression(), lines);
    }

    /// @return of the library that plays them
    static String version() throws IOException {
        Process version = new ProcessBuilder(PYTHON, "-c", "import autobahn; print(autobahn.__version__)")
                .redirectError(Redirect.INHERIT)
                .start();
        List<String> lines = version.inputReader(StandardCharsets.UTF_8).lines().toList();
        if (lines.isEmpty()) {
            throw new IOException("python3-autobahn is missing, which plays the cases of compression");
        }
        return lines.getFirst();
    }
}
