package dev.holdfast.clinic.part;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Programs for the runtimes that real clients are written for, given as text in the case that needs them.
public final class Scripts {
    private Scripts() {}

    /// @param arguments found in `process.argv` from index 1 on
    public static Child node(Path clinic, String module, Object... arguments) throws IOException {
        return start(clinic, List.of("node", "--input-type=module", "-e", module), arguments);
    }

    /// @param arguments found in `sys.argv` from index 1 on
    public static Child python(Path clinic, String program, Object... arguments) throws IOException {
        // Debian's own, for which its packages are; unbuffered, so that lines come when they are printed.
        return start(clinic, List.of("/usr/bin/python3", "-u", "-c", program), arguments);
    }

    public static Child run(Path clinic, String command, Object... arguments) throws IOException {
        return start(clinic, List.of(command), arguments);
    }

    private static Child start(Path clinic, List<String> command, Object... arguments) throws IOException {
        List<String> all = new ArrayList<>(command);
        for (Object argument : arguments) {
            all.add(argument.toString());
        }
        return Child.start(clinic, all);
    }
}
