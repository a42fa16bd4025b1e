package dev.holdfast.cli.config.load;

import dev.holdfast.cli.config.source.Origin;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// From where a configuration is read. What comes later here wins over what comes before.
///
/// @param base what everything else is laid over
/// @param environment all environment variables; the `HOLDFAST_…` among them set keys, and keys name others as secrets
/// @param flags what was said on the command line
public record Layers(Base base, Map<String, String> environment, List<Flag> flags) {
    public Layers {
        environment = Map.copyOf(environment);
        flags = List.copyOf(flags);
    }

    /// What is laid out before variables and flags.
    public sealed interface Base {}

    /// Keys that a command sets by itself.
    ///
    /// @param command shown as the origin of its values
    /// @param yaml keys and values
    public record Preset(String command, String yaml) implements Base {}

    /// A YAML file that the operator wrote.
    ///
    /// @param under what holds where the file says nothing
    public record File(Path path, @Nullable Preset under) implements Base {
        public File(Path path) {
            this(path, null);
        }
    }

    /// A flag of the command line that sets a key.
    public sealed interface Flag {
        /// With its dashes.
        String name();

        default Origin origin() {
            return new Origin.CommandFlag(name());
        }

        /// The value of a key.
        record Value(String name, String key, String value) implements Flag {}

        /// The values of a key that holds many.
        record Values(String name, String key, List<String> values) implements Flag {
            public Values {
                values = List.copyOf(values);
            }
        }

        /// The port of an address, leaving the address as it is.
        record Port(String name, String key, int port) implements Flag {}
    }
}
