package dev.holdfast.doctor.analyze.format;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds out by its beginning what a log is. The format that most of its first lines have is its format; a few lines of
/// something else, such as the end of a torn one, change nothing.
final class Recognition {
    private static final int BEGINNING = 1 << 16;
    private static final int LINES = 100;

    private Recognition() {}

    /// Reads the beginning, and gives it back.
    ///
    /// @return `null` where no format fits
    static @Nullable Format of(BufferedInputStream in) throws IOException {
        in.mark(BEGINNING);
        byte[] beginning = in.readNBytes(BEGINNING);
        in.reset();
        Format best = null;
        int most = 0;
        List<String> lines = new String(beginning, StandardCharsets.UTF_8)
                .lines()
                .limit(LINES)
                .toList();
        for (Format format : Format.values()) {
            int fit = format.fit(beginning, lines);
            if (fit > most) {
                best = format;
                most = fit;
            }
        }
        return best;
    }
}
