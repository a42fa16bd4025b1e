package dev.holdfast.doctor.analyze.format;

import dev.holdfast.doctor.analyze.event.LogEvent;
import dev.holdfast.doctor.analyze.event.Reading;
import dev.holdfast.doctor.analyze.source.Lines;
import java.io.IOException;
import java.time.DateTimeException;
import org.jspecify.annotations.Nullable;

/// A log of which each line stands for itself. What a line must have and has not is a flaw of that line.
abstract class LineReading implements Reading {
    private final Opened source;

    LineReading(Opened source) {
        this.source = source;
    }

    Opened source() {
        return source;
    }

    /// @return `null` where the line tells of no connection
    /// @throws IllegalArgumentException where it is no line of this format; also IndexOutOfBounds and DateTime
    abstract @Nullable LogEvent event(String line);

    @Override
    public @Nullable LogEvent next() throws IOException {
        Lines lines = source.lines();
        while (lines.next()) {
            try {
                LogEvent event = event(lines.text());
                if (event != null) {
                    return event;
                }
            } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException e) {
                lines.flawed("no line of this format: " + e.getMessage());
            }
        }
        return null;
    }
}
