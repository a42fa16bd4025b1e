package dev.holdfast.doctor.analyze.format;

import dev.holdfast.doctor.analyze.event.LogEvent;
import dev.holdfast.doctor.analyze.event.Reading;
import dev.holdfast.doctor.analyze.result.Analysis;
import dev.holdfast.doctor.analyze.source.Flaws;
import dev.holdfast.doctor.analyze.source.Lines;
import dev.holdfast.doctor.analyze.source.LogSource;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// One source that is being read, with its next event at hand.
public final class Input implements Closeable {
    private static final int BUFFER = 1 << 16;

    private final LogSource source;
    private final Format format;
    private final Flaws flaws = new Flaws();
    private final BufferedInputStream in;
    private final Lines lines;
    private final Reading reading;
    private @Nullable LogEvent head;

    private Input(LogSource source, Format format, BufferedInputStream in, @Nullable String connection, ZoneId zone)
            throws IOException {
        this.source = source;
        this.format = format;
        this.in = in;
        this.lines = new Lines(in, flaws);
        this.reading = format.reading(new Opened(source, in, lines, connection, zone));
        this.head = reading.next();
    }

    /// @param format `null` to recognise it
    /// @param zone of times that name none
    /// @return `null` where its beginning fits no format and is not empty
    public static @Nullable Input open(
            LogSource source, @Nullable Format format, @Nullable String connection, ZoneId zone) throws IOException {
        BufferedInputStream in = new BufferedInputStream(source.open(), BUFFER);
        Format found = format != null ? format : Recognition.of(in);
        if (found == null) {
            in.mark(1);
            boolean empty = in.read() < 0;
            if (!empty) {
                in.close();
                return null;
            }
            found = Format.HOLDFAST;
        }
        return new Input(source, found, in, connection, zone);
    }

    /// The event that is next; `null` at the end.
    public @Nullable LogEvent head() {
        return head;
    }

    /// Goes to the next event.
    public void advance() throws IOException {
        head = reading.next();
    }

    public LogSource source() {
        return source;
    }

    public Format format() {
        return format;
    }

    /// What has been read until now.
    public Analysis.Source read() {
        return new Analysis.Source(
                source.name(), format.word(), lines.bytesRead(), lines.number(), flaws.count(), flaws.first());
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
