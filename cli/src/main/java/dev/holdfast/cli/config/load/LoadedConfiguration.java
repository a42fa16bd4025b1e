package dev.holdfast.cli.config.load;

import dev.holdfast.cli.config.Configuration;
import dev.holdfast.cli.config.source.Warning;
import java.util.List;

/// A configuration that can be started.
///
/// @param secrets what its keys name, read
/// @param effective every key with its value and where that comes from, for people
public record LoadedConfiguration(
        Configuration configuration, Secrets secrets, EffectiveConfiguration effective, List<Warning> warnings) {
    public LoadedConfiguration {
        warnings = List.copyOf(warnings);
    }
}
