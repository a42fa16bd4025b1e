package dev.holdfast.cli.command;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/// Which Holdfast this is, by the manifest of its jar.
final class Version implements IVersionProvider {
    static String number() {
        return Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "(not packaged)");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"holdfast " + number()};
    }
}
