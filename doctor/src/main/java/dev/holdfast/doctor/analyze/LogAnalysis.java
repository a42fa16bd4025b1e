package dev.holdfast.doctor.analyze;

import dev.holdfast.core.cause.Classifier;
import dev.holdfast.core.cause.rules.CauseCatalog;
import dev.holdfast.doctor.analyze.event.LogEvent;
import dev.holdfast.doctor.analyze.format.Format;
import dev.holdfast.doctor.analyze.format.Input;
import dev.holdfast.doctor.analyze.result.Analysis;
import dev.holdfast.doctor.analyze.source.LogSource;
import dev.holdfast.doctor.analyze.study.Filter;
import dev.holdfast.doctor.analyze.study.Study;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Reads logs to their end and says what happened. Sources of different programs are read side by side in the order of
/// their times; rotated files of one program come in their order by that alone, whatever their names.
public final class LogAnalysis {
    private final @Nullable Format format;
    private final Filter filter;
    private final ZoneId zone;
    private final Classifier classifier;

    /// @param format of all sources; `null` to recognise that of each
    /// @param zone of times in logs that name none
    public LogAnalysis(@Nullable Format format, Filter filter, ZoneId zone) {
        this(format, filter, zone, CauseCatalog.classifier());
    }

    /// @param classifier by whose rules ends are explained
    public LogAnalysis(@Nullable Format format, Filter filter, ZoneId zone, Classifier classifier) {
        this.classifier = classifier;
        this.format = format;
        this.filter = filter;
        this.zone = zone;
    }

    /// A source that is opened when its time comes: hundreds of rotated files are not open all at once.
    private record Waiting(LogSource source, Format format, Instant first) {}

    /// @throws UnreadableException where a source can't be read at all; nothing is said then
    public Analysis of(List<LogSource> sources) throws UnreadableException {
        Study study = new Study(classifier, filter);
        List<Analysis.Source> read = new ArrayList<>();
        PriorityQueue<Input> open =
                new PriorityQueue<>(Comparator.comparing(LogAnalysis::time).thenComparing(Input::format));
        List<Waiting> waiting = new ArrayList<>();
        for (LogSource source : sources) {
            Input input = open(source, format);
            LogEvent head = input.head();
            if (head == null) {
                finish(input, read);
            } else if (source.rereadable() && sources.size() > 1) {
                close(input);
                waiting.add(new Waiting(source, input.format(), head.at()));
            } else {
                open.add(input);
            }
        }
        waiting.sort(Comparator.comparing(Waiting::first).reversed());
        while (true) {
            while (!waiting.isEmpty() && due(waiting.getLast(), open.peek())) {
                Waiting next = waiting.removeLast();
                open.add(open(next.source(), next.format()));
            }
            Input next = open.poll();
            if (next == null) {
                return study.result(read);
            }
            Input other = open.peek();
            boolean first = other == null || next.format().compareTo(other.format()) <= 0;
            if (take(next, limit(other, waiting), first, study)) {
                open.add(next);
            } else {
                finish(next, read);
            }
        }
    }

    private static Instant time(Input input) {
        LogEvent head = input.head();
        return head == null ? Instant.MAX : head.at();
    }

    private static boolean due(Waiting waiting, @Nullable Input head) {
        return head == null || !waiting.first().isAfter(time(head));
    }

    private static @Nullable Instant limit(@Nullable Input other, List<Waiting> waiting) {
        Instant limit = other == null ? null : time(other);
        if (!waiting.isEmpty() && (limit == null || waiting.getLast().first().isBefore(limit))) {
            limit = waiting.getLast().first();
        }
        return limit;
    }

    /// Takes events of one source as long as none of another is earlier.
    ///
    /// @param first whether it is read first where times are equal
    /// @return whether it has more
    private static boolean take(Input input, @Nullable Instant limit, boolean first, Study study)
            throws UnreadableException {
        try {
            LogEvent event = input.head();
            do {
                study.take(Objects.requireNonNull(event));
                input.advance();
                event = input.head();
            } while (event != null
                    && (limit == null
                            || event.at().isBefore(limit)
                            || (first && event.at().equals(limit))));
            return event != null;
        } catch (IOException e) {
            throw unreadable(input.source(), e);
        }
    }

    private Input open(LogSource source, @Nullable Format as) throws UnreadableException {
        try {
            Input input = Input.open(source, as, filter.connection(), zone);
            if (input == null) {
                throw new UnreadableException(source.name() + ": its first lines are in no format that is known here;"
                        + " say which with --format, one of: " + Format.words());
            }
            return input;
        } catch (IOException e) {
            throw unreadable(source, e);
        }
    }

    private static UnreadableException unreadable(LogSource source, IOException e) {
        return new UnreadableException(source.name() + " can't be read: "
                + (e instanceof NoSuchFileException ? "there is no such file" : e.getMessage()));
    }

    private static void finish(Input input, List<Analysis.Source> read) throws UnreadableException {
        read.add(input.read());
        close(input);
    }

    private static void close(Input input) throws UnreadableException {
        try {
            input.close();
        } catch (IOException e) {
            throw unreadable(input.source(), e);
        }
    }
}
