package dev.holdfast.cli.command;

import dev.holdfast.cli.config.load.ConfigurationLoader;
import dev.holdfast.cli.config.load.Layers;
import dev.holdfast.cli.config.load.LoadedConfiguration;
import dev.holdfast.cli.config.load.Loading;
import dev.holdfast.cli.node.Applications;
import dev.holdfast.cli.node.Node;
import dev.holdfast.cli.node.Served;
import dev.holdfast.cli.node.StartFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// From a configuration to the end of the program: what `dev` and `serve` have in common.
final class Serving {
    private final Terminal terminal;

    Serving(Terminal terminal) {
        this.terminal = terminal;
    }

    /// Serves until a signal ends it.
    ///
    /// @param app the jar of an application
    /// @param without what is served at the configured path where there is none
    /// @return the exit status
    /// @throws StartFailure when it can't be started
    int run(Layers layers, @Nullable Path app, Function<String, Served> without) throws StartFailure {
        return switch (ConfigurationLoader.load(layers)) {
            case Loading.Invalid invalid -> ProblemList.print(terminal.err(), invalid);
            case Loading.Valid(LoadedConfiguration loaded) -> {
                if (loaded.configuration().proxy() != null) {
                    throw new StartFailure(
                            "This configuration is a gateway's, it has proxy.to: run holdfast proxy.", null);
                }
                String path = loaded.configuration().path();
                yield serve(loaded, app == null ? without.apply(path) : Applications.load(app, path));
            }
        };
    }

    /// Relays to a backend until a signal ends it.
    ///
    /// @return the exit status
    /// @throws StartFailure when it can't be started
    int relay(Layers layers) throws StartFailure {
        return switch (ConfigurationLoader.load(layers)) {
            case Loading.Invalid invalid -> ProblemList.print(terminal.err(), invalid);
            case Loading.Valid(LoadedConfiguration loaded) -> {
                if (loaded.configuration().proxy() == null) {
                    throw new StartFailure(
                            "No backend: say --to ws://host:port, or proxy.to in the configuration.", null);
                }
                yield serve(loaded, Served.NOTHING);
            }
        };
    }

    private int serve(LoadedConfiguration loaded, Served served) throws StartFailure {
        StopSignals signals = StopSignals.ofTheProcess();
        HeldOutput log = new HeldOutput(terminal.err());
        try (Node node = Node.start(loaded, served, terminal.console(log.asPrintStream()), Version.number())) {
            terminal.out().println(node.readyLine());
            log.release();
            signals.drainBy(node::drain);
            signals.awaitStop();
        } catch (IOException e) {
            throw new UncheckedIOException("a PrintStream never throws", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitStatus.OK;
    }
}
