package dev.holdfast.cli.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.server.Application;
import dev.holdfast.server.Handler;
import dev.holdfast.server.Route;
import dev.holdfast.server.Route.Execution;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplicationsTest {
    private static final Handler HANDLER = (_, _) -> {};

    @TempDir
    private Path directory;

    @Test
    void without_an_application_there_is_an_echo_on_the_event_loop() {
        assertThat(Served.echo("/ws").routes()).singleElement().satisfies(route -> {
            assertThat(route.path()).isEqualTo("/ws");
            assertThat(route.execution()).isEqualTo(Execution.EVENT_LOOP);
            assertThat(route.binary()).isTrue();
        });
    }

    @Test
    void an_application_gives_its_routes_for_the_configured_path() throws IOException, StartFailure {
        assertThat(Applications.load(jar(TwoRoutes.class.getName()), "/chat").routes())
                .extracting(Route::path)
                .containsExactly("/chat", "/chat/admin");
    }

    @ParameterizedTest
    @CsvSource({
        "NoRoutes, has no route: give it at least one.",
        "SamePath, has two routes for the path \"/ws\": give each its own.",
        "TakesWhy, 'has a route for \"/why/x\", where Holdfast answers why a connection ended: give it another path.'",
        "Fails, failed to give its routes (IllegalStateException: no database): mend it and build it again."
    })
    void what_can_not_be_served_is_one_sentence(String application, String sentence) throws IOException {
        Path jar = jar(ApplicationsTest.class.getName() + "$" + application);

        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> Applications.load(jar, "/ws"))
                .extracting(StartFailure::sentence)
                .asString()
                .startsWith("The application " + ApplicationsTest.class.getName() + "$" + application)
                .endsWith(sentence);
    }

    @Test
    void no_jar() {
        assertSentence(
                directory.resolve("none.jar"),
                "There is no application jar \"none.jar\": build it first, or give --app the path where it is.");
    }

    @Test
    void a_file_that_is_no_jar() throws IOException {
        Path file = Files.writeString(directory.resolve("app.jar"), "not a jar");

        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> Applications.load(file, "/ws"))
                .extracting(StartFailure::sentence)
                .asString()
                .startsWith("The application jar ")
                .contains("can't be read (ZipException")
                .endsWith("build it again.");
    }

    @Test
    void a_jar_without_an_application() throws IOException {
        Path jar = directory.resolve("app.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("readme.txt"));
        }

        assertSentence(
                jar,
                "The jar \"app.jar\" holds no application: name the class that implements"
                        + " dev.holdfast.server.Application in its"
                        + " META-INF/services/dev.holdfast.server.Application.");
    }

    @Test
    void a_jar_with_two_applications() throws IOException {
        assertSentence(
                jar(TwoRoutes.class.getName(), NoRoutes.class.getName()),
                "The jar \"app.jar\" names 2 applications, expected one: leave one line in its"
                        + " META-INF/services/dev.holdfast.server.Application.");
    }

    @Test
    void a_jar_that_names_a_class_that_is_not_there() throws IOException {
        Path jar = jar("com.example.Missing");

        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> Applications.load(jar, "/ws"))
                .extracting(StartFailure::sentence)
                .asString()
                .contains("can't be loaded (ServiceConfigurationError", "com.example.Missing not found")
                .endsWith("build it with everything it needs inside, for Java 25.");
    }

    private void assertSentence(Path jar, String sentence) {
        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> Applications.load(jar, "/ws"))
                .extracting(failure -> failure.sentence().replace(directory + "/", ""))
                .isEqualTo(sentence);
    }

    private Path jar(String... classes) throws IOException {
        Path jar = directory.resolve("app.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("META-INF/services/" + Application.class.getName()));
            out.write(String.join("\n", classes).getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    public static final class TwoRoutes implements Application {
        @Override
        public List<Route> routes(String path) {
            return List.of(Route.of(path, HANDLER), Route.of(path + "/admin", HANDLER));
        }
    }

    public static final class NoRoutes implements Application {
        @Override
        public List<Route> routes(String path) {
            return List.of();
        }
    }

    public static final class SamePath implements Application {
        @Override
        public List<Route> routes(String path) {
            return List.of(Route.of(path, HANDLER), Route.of(path, HANDLER));
        }
    }

    public static final class TakesWhy implements Application {
        @Override
        public List<Route> routes(String path) {
            return List.of(Route.of("/why/x", HANDLER));
        }
    }

    public static final class Fails implements Application {
        @Override
        public List<Route> routes(String path) {
            throw new IllegalStateException("no database");
        }
    }
}
