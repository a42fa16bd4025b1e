package dev.holdfast.observe.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The files of the dashboard, as they were built into the program. Built without Node, there are none.
final class DashboardFiles {
    private static final String ROOT = "/dashboard";
    private static final String PAGE = "/index.html";

    /// No dot but in front of the last part, so that no path leads out.
    private static final Pattern FILE = Pattern.compile("(/[A-Za-z0-9_-]+)*/[A-Za-z0-9_-]+\\.[a-z0-9]+");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");

    /// What pages may do: nothing but what came from here, and ask nobody else.
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private DashboardFiles() {}

    /// Whether the dashboard was built.
    static boolean built() {
        return DashboardFiles.class.getResource(ROOT + PAGE) != null;
    }

    /// The file at a path; the page itself at `/`.
    static @Nullable Answer at(String path) {
        String file = path.equals("/") ? PAGE : path;
        String type = TYPES.get(file.substring(file.lastIndexOf('.') + 1));
        if (type == null || !FILE.matcher(file).matches()) {
            return null;
        }
        try (InputStream in = DashboardFiles.class.getResourceAsStream(ROOT + file)) {
            return in == null ? null : new Answer(200, type, in.readAllBytes());
        } catch (IOException unreadable) {
            return Answer.error(500, "the dashboard's file " + file + " can't be read");
        }
    }
}
