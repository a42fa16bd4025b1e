package dev.holdfast.bench.proc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// How every measured program in Java is run: by the JDK of this process, on its class path, with one set of flags.
///
/// @param productFlags the file of flags that `./holdfast` runs with, relative to the working directory; the peers get
///     them too
/// @param flags further ones, the same for all
public record Jvm(Path productFlags, List<String> flags) {

    /// @param heap initial and largest heap, in the JVM's notation
    public static Jvm withHeap(Path productFlags, String heap) {
        return new Jvm(productFlags, List.of("-XX:+UseG1GC", "-Xms" + heap, "-Xmx" + heap));
    }

    public Jvm plus(String flag) {
        return new Jvm(
                productFlags, Stream.concat(flags.stream(), Stream.of(flag)).toList());
    }

    /// @param mainAndArguments what stands behind the flags and the class path
    public List<String> command(List<String> mainAndArguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + productFlags.toAbsolutePath());
        command.addAll(flags);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.addAll(mainAndArguments);
        return command;
    }

    /// The command without the places of this machine.
    public String shown(List<String> mainAndArguments) {
        return "java @%s %s -cp … %s"
                .formatted(productFlags, String.join(" ", flags), String.join(" ", mainAndArguments));
    }
}
