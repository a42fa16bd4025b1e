package dev.holdfast.observe.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// The last line of a log whose program was killed, or whose machine lost power, in the middle of a write. Half a line
/// of JSON makes `jq` stop there, so it is taken out; what it said goes into a line of its own.
final class TornLine {
    private static final int MOST_BYTES = 256 * 1024;
    private static final String OUR_BEGINNING = "{\"timestamp\":";

    private TornLine() {}

    /// Cuts it off the file, if there is one.
    ///
    /// @return its text
    static Optional<String> cutOff(Path path) throws IOException {
        if (Files.notExists(path) || Files.size(path) == 0) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = channel.size();
            int length = (int) Math.min(size, MOST_BYTES);
            ByteBuffer tail = ByteBuffer.allocate(length);
            while (tail.hasRemaining() && channel.read(tail, size - length + tail.position()) >= 0) {
                // Until the end is read.
            }
            byte[] bytes = tail.array();
            int begin = length;
            while (begin > 0 && bytes[begin - 1] != '\n') {
                begin--;
            }
            if (begin == length) {
                return Optional.empty();
            }
            String torn = new String(bytes, begin, length - begin, StandardCharsets.UTF_8);
            if (!torn.startsWith(OUR_BEGINNING) && !OUR_BEGINNING.startsWith(torn)) {
                // Not a line of ours: somebody else's file, from which nothing is taken away.
                var _ = channel.write(ByteBuffer.wrap(new byte[] {'\n'}), size);
                return Optional.empty();
            }
            var _ = channel.truncate(size - (length - begin));
            return Optional.of(torn);
        }
    }
}
