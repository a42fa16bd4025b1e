package dev.holdfast.doctor.analyze.format;

import dev.holdfast.doctor.analyze.source.Lines;
import dev.holdfast.doctor.analyze.source.LogSource;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// A source that is open for a reader.
///
/// @param in all of its bytes; whoever takes lines leaves it alone
/// @param connection whose whole story is wanted, if one's is
/// @param zone of times that name none
record Opened(
        LogSource source,
        InputStream in,
        Lines lines,
        @Nullable String connection,
        ZoneId zone) {
    /// A name for what the present line tells of, by which people find it again: `access.log:17`.
    String lineName() {
        Path path = source.path();
        return (path == null ? "-" : String.valueOf(path.getFileName())) + ":" + lines.number();
    }
}
