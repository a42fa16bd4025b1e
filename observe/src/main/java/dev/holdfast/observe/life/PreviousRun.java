package dev.holdfast.observe.life;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.observe.json.JsonForm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What a life sign says of the run that left it.
///
/// @param pid its process id; absent where the sign can't be read
/// @param startedAt absent where the sign can't be read
/// @param lastSignOfLife to some seconds
public record PreviousRun(@Nullable Long pid, @Nullable Instant startedAt, Instant lastSignOfLife) {
    private static final int MOST_BYTES = 1024;

    static String text(long pid, Instant startedAt, Instant now) {
        return JsonForm.text(json -> {
                    json.writeStartObject();
                    json.writeNumberProperty("pid", pid);
                    json.writeStringProperty("started_at", startedAt.toString());
                    json.writeStringProperty("last_sign_of_life", now.toString());
                    json.writeEndObject();
                })
                + "\n";
    }

    /// @return `null` where there is no sign: the file is new
    static @Nullable PreviousRun read(FileChannel channel, Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES);
        while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {
            // Until the end is read.
        }
        if (bytes.position() == 0) {
            return null;
        }
        try {
            JsonNode sign = JsonForm.tree(new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8));
            return new PreviousRun(
                    sign.path("pid").longValue(),
                    Instant.parse(sign.path("started_at").stringValue()),
                    Instant.parse(sign.path("last_sign_of_life").stringValue()));
        } catch (JacksonException | DateTimeException unreadable) {
            // Power failed in the middle of a write: the file's own time is still a sign.
            return new PreviousRun(null, null, Files.getLastModifiedTime(file).toInstant());
        }
    }

    String whichProcess() {
        return pid == null ? "" : " (process " + pid + ")";
    }

    /// For the log.
    public Notice notice() {
        Map<String, Object> fields = new HashMap<>();
        fields.put("last_sign_of_life", lastSignOfLife.toString());
        fields.put("cause", Cause.CRASH_OOM_SIGKILL.id());
        fields.put("doc", Cause.CRASH_OOM_SIGKILL.doc());
        if (startedAt != null) {
            fields.put("previous_start", startedAt.toString());
        }
        if (pid != null) {
            fields.put("previous_pid", pid);
        }
        return Notice.warn(
                "unclean-stop",
                "previous stop was unclean, last sign of life at " + lastSignOfLife
                        + ": that run was killed, crashed or lost power",
                fields);
    }
}
