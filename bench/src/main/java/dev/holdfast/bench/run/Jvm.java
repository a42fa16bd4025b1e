package dev.holdfast.bench.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// How every target is run: by the JDK of this process, on its class path, with one set of flags.
///
/// @param productFlags the file of flags that `./holdfast` runs with, relative to the working directory; the peers get
///     them too
/// @param flags further ones, the same for all targets
record Jvm(Path productFlags, List<String> flags) {

    /// @param heap initial and largest heap, in the JVM's notation
    /// @param eventLoops the number of event loops of a group that does not say its own
    static Jvm withHeapAndLoops(Path productFlags, String heap, int eventLoops) {
        return new Jvm(
                productFlags,
                List.of("-XX:+UseG1GC", "-Xms" + heap, "-Xmx" + heap, "-Dio.netty.eventLoopThreads=" + eventLoops));
    }

    Jvm plus(String flag) {
        return new Jvm(
                productFlags, Stream.concat(flags.stream(), Stream.of(flag)).toList());
    }

    List<String> command(Target target) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + productFlags.toAbsolutePath());
        command.addAll(flags);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.addAll(target.mainAndArguments());
        return command;
    }

    /// The command without the places of this machine.
    String shown(Target target) {
        return "java @%s %s -cp … %s"
                .formatted(productFlags, String.join(" ", flags), String.join(" ", target.mainAndArguments()));
    }
}
