package dev.holdfast.clinic.part;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The client of `client-js`, built as its users build it: packages by npm, TypeScript to modules, and pages' scripts
/// bundled by esbuild. Built once, and only where it is older than its sources.
public final class ClientBundle {
    private static final Path FOLDER =
            Path.of(System.getProperty("holdfast.root", ".."), "client-js").toAbsolutePath();

    /// The whole client as the global `holdfast`.
    private static final String CLIENT = """
            import * as holdfast from "./dist/index.js";
            globalThis.holdfast = holdfast;
            """;

    private static final Map<String, String> SCRIPTS = new ConcurrentHashMap<>();
    private static boolean built;

    private ClientBundle() {}

    /// The script for pages that have the client as the global `holdfast`.
    public static String client() throws IOException, InterruptedException {
        return script(CLIENT);
    }

    /// The script that watches a page's own WebSockets.
    public static String observer() throws IOException, InterruptedException {
        return Files.readString(built().resolve("dist/observer.min.js"));
    }

    /// The client's module for Node, as a URL to import.
    public static String module() throws IOException, InterruptedException {
        return built().resolve("dist/index.js").toUri().toString();
    }

    /// A page's program with everything that it imports in it: `./dist/index.js` is the client, `./dist/react.js` its
    /// hooks; `react` and `react-dom/client` are there, as development builds.
    ///
    /// @param program in TypeScript, with JSX if it likes
    public static String script(String program) throws IOException, InterruptedException {
        Path folder = built();
        String present = SCRIPTS.get(program);
        if (present == null) {
            present = run(
                    folder,
                    program,
                    "npx",
                    "--no-install",
                    "esbuild",
                    "--bundle",
                    "--loader=tsx",
                    "--jsx=automatic",
                    "--format=iife",
                    "--target=es2022",
                    "--log-level=warning",
                    "--define:process.env.NODE_ENV=\"development\"");
            SCRIPTS.put(program, present);
        }
        return present;
    }

    private static synchronized Path built() throws IOException, InterruptedException {
        if (!built) {
            if (newest(FOLDER.resolve("package-lock.json"))
                            .compareTo(newest(FOLDER.resolve("node_modules/.package-lock.json")))
                    > 0) {
                run(FOLDER, null, "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error");
            }
            if (newest(FOLDER.resolve("src")).compareTo(newest(FOLDER.resolve("dist"))) > 0) {
                run(FOLDER, null, "npm", "run", "build");
            }
            built = true;
        }
        return FOLDER;
    }

    /// When the newest file below was changed; long ago where there is none.
    private static FileTime newest(Path path) throws IOException {
        if (!Files.exists(path)) {
            return FileTime.fromMillis(0);
        }
        FileTime newest = FileTime.fromMillis(0);
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                FileTime changed = Files.getLastModifiedTime(file);
                newest = changed.compareTo(newest) > 0 ? changed : newest;
            }
        }
        return newest;
    }

    private static String run(Path folder, @Nullable String input, String... command)
            throws IOException, InterruptedException {
        Path errors = Files.createTempFile("holdfast-clinic-", ".err");
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .directory(folder.toFile())
                    .redirectError(errors.toFile())
                    .start();
            try (OutputStream in = process.getOutputStream()) {
                in.write((input == null ? "" : input).getBytes(StandardCharsets.UTF_8));
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException(String.join(" ", command) + " in " + folder + " ended with " + status + ": "
                        + Files.readString(errors).strip() + said);
            }
            return said;
        } finally {
            Files.deleteIfExists(errors);
        }
    }
}
