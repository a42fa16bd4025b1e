package dev.holdfast.cli.node;

import dev.holdfast.cli.config.source.Shown;
import dev.holdfast.server.Application;
import dev.holdfast.server.Route;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.jar.JarFile;

/// Where the routes come from where there is an application: its jar.
public final class Applications {
    private static final String SERVICE = "META-INF/services/" + Application.class.getName();

    private Applications() {}

    /// Loads the application of a jar and asks it for its routes. Its classes stay loaded until the program ends.
    ///
    /// @param path the configured path
    /// @throws StartFailure where there is no application in it, or more than one, or it can't be used
    public static Served load(Path jar, String path) throws StartFailure {
        String name = Shown.quoted(jar.toString());
        requireJar(jar, name);
        Application application = only(jar, name);
        List<Route> routes;
        try {
            routes = List.copyOf(application.routes(path));
        } catch (RuntimeException | LinkageError e) {
            throw new StartFailure(
                    "The application " + application.getClass().getName() + " of " + name
                            + " failed to give its routes (" + described(e) + "): mend it and build it again.",
                    e);
        }
        requireServable(routes, application);
        return Served.only(routes);
    }

    private static void requireJar(Path jar, String name) throws StartFailure {
        if (!Files.isRegularFile(jar)) {
            throw new StartFailure(
                    "There is no application jar " + name + ": build it first, or give --app the path where it is.",
                    null);
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            if (file.getEntry(SERVICE) == null) {
                throw new StartFailure(
                        "The jar " + name + " holds no application: name the class that implements "
                                + Application.class.getName() + " in its " + SERVICE + ".",
                        null);
            }
        } catch (IOException e) {
            throw new StartFailure(
                    "The application jar " + name + " can't be read (" + described(e) + "): build it again.", e);
        }
    }

    private static Application only(Path jar, String name) throws StartFailure {
        ClassLoader loader =
                new URLClassLoader("application", new URL[] {url(jar)}, Applications.class.getClassLoader());
        try {
            List<ServiceLoader.Provider<Application>> found =
                    ServiceLoader.load(Application.class, loader).stream().toList();
            if (found.size() != 1) {
                throw new StartFailure(
                        "The jar " + name + " names " + found.size()
                                + " applications, expected one: leave one line in its " + SERVICE + ".",
                        null);
            }
            return found.getFirst().get();
        } catch (ServiceConfigurationError | LinkageError e) {
            Throwable cause = e instanceof ServiceConfigurationError && e.getCause() != null ? e.getCause() : e;
            throw new StartFailure(
                    "The application of " + name + " can't be loaded (" + described(cause)
                            + "): build it with everything it needs inside, for Java "
                            + Runtime.version().feature() + ".",
                    e);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException("a file's address is always a URL", e);
        }
    }

    private static void requireServable(List<Route> routes, Application application) throws StartFailure {
        String name = application.getClass().getName();
        if (routes.isEmpty()) {
            throw new StartFailure("The application " + name + " has no route: give it at least one.", null);
        }
        Set<String> paths = new HashSet<>();
        for (Route route : routes) {
            if (!paths.add(route.path())) {
                throw new StartFailure(
                        "The application " + name + " has two routes for the path " + Shown.quoted(route.path())
                                + ": give each its own.",
                        null);
            }
            if (route.path().equals("/why") || route.path().startsWith("/why/")) {
                throw new StartFailure(
                        "The application " + name + " has a route for " + Shown.quoted(route.path())
                                + ", where Holdfast answers why a connection ended: give it another path.",
                        null);
            }
        }
    }

    /// On one line.
    private static String described(Throwable e) {
        String message = e.getMessage();
        return e.getClass().getSimpleName() + (message == null ? "" : ": " + Shown.plain(message));
    }
}
