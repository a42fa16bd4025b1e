package dev.holdfast.server.transport;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// A few file descriptors that are kept for the hour in which there are none left. While no connection can be accepted
/// for want of one they are given back, so that whoever asks what is wrong gets an answer, and the log can be turned
/// over. The JDK's HTTP server would else try to accept him in a loop that takes a whole core. Used by one event loop.
final class SpareFiles {
    /// Some requests at a time, and a file or two.
    private static final int COUNT = 16;

    private static final Path NOTHING = Path.of("/dev/null");

    private final List<FileChannel> held = new ArrayList<>();

    /// Takes them, all or none.
    ///
    /// @return whether there are as many
    boolean take() {
        try {
            while (held.size() < COUNT) {
                held.add(FileChannel.open(NOTHING, StandardOpenOption.READ));
            }
            return true;
        } catch (IOException none) {
            giveBack();
            return false;
        }
    }

    /// They are free for others from here on.
    void giveBack() {
        for (FileChannel each : held) {
            try {
                each.close();
            } catch (IOException cannotBe) {
                // Nothing was written that could be lost.
            }
        }
        held.clear();
    }
}
