package dev.holdfast.server.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the kernel tells of this process and its surroundings (Linux). What it does not tell is absent, never zero.
///
/// @param root where `proc` and `sys` are found
record Machine(Path root) {
    static final Machine THIS = new Machine(Path.of("/"));

    private static final String FILES_LIMIT = "Max open files";

    /// File descriptors that this process has open.
    @Nullable
    Long openFiles() {
        Path descriptors = root.resolve("proc/self/fd");
        try {
            // Linux 6.2 and later tell the number as the folder's size; before, it is zero and they are counted.
            long told = Files.size(descriptors);
            if (told > 0) {
                return told;
            }
            try (Stream<Path> listed = Files.list(descriptors)) {
                return listed.count() - 1; // the listing itself
            }
        } catch (IOException notTold) {
            return null;
        }
    }

    /// The soft limit, at which accepting fails.
    @Nullable
    Long openFilesLimit() {
        for (String line : lines("proc/self/limits")) {
            if (line.startsWith(FILES_LIMIT)) {
                return number(line.substring(FILES_LIMIT.length()).strip().split(" +")[0]);
            }
        }
        return null;
    }

    /// Connections that were dropped because an accept queue was full, since the network namespace began.
    @Nullable
    Long listenOverflows() {
        // Names and values on two lines of the same beginning.
        String[] names = {};
        for (String line : lines("proc/self/net/netstat")) {
            if (!line.startsWith("TcpExt:")) {
                continue;
            }
            String[] words = line.split(" ");
            if (names.length == 0) {
                names = words;
                continue;
            }
            int at = List.of(names).indexOf("ListenOverflows");
            return at < 0 || at >= words.length ? null : number(words[at]);
        }
        return null;
    }

    /// Processes of our control group that were killed for memory, since it began: version 2, else version 1.
    @Nullable
    Long memoryKills() {
        for (String line : lines("proc/self/cgroup")) {
            String[] parts = line.split(":", 3);
            boolean second = parts.length == 3 && parts[1].isEmpty();
            boolean first = parts.length == 3 && List.of(parts[1].split(",")).contains("memory");
            if (second || first) {
                String group = parts[2].substring(1);
                String base = first ? "sys/fs/cgroup/memory" : "sys/fs/cgroup";
                String file = first ? "memory.oom_control" : "memory.events";
                Long kills = kills(base + "/" + group + "/" + file);
                // In a container the group's path is the host's, and its files stand at the top.
                kills = kills == null ? kills(base + "/" + file) : kills;
                if (kills != null) {
                    return kills;
                }
            }
        }
        return null;
    }

    private @Nullable Long kills(String file) {
        for (String line : lines(file)) {
            if (line.startsWith("oom_kill ")) {
                return number(line.substring("oom_kill ".length()).strip());
            }
        }
        return null;
    }

    private List<String> lines(String file) {
        try {
            return Files.readAllLines(root.resolve(file));
        } catch (IOException | java.nio.file.InvalidPathException notTold) {
            return List.of();
        }
    }

    private static @Nullable Long number(String text) {
        return text.matches("[0-9]{1,18}") ? Long.valueOf(text) : null;
    }
}
