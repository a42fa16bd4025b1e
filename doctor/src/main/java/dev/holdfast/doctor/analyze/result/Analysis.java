package dev.holdfast.doctor.analyze.result;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.incident.Incident;
import dev.holdfast.doctor.analyze.source.Flaws;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All that is known of what happened.
///
/// @param sources what was read
/// @param from the first moment that counts; absent where nothing was found
/// @param to the last one
/// @param causes the most frequent first
/// @param incidents by their beginning
/// @param incidentsLeft smaller ones for which there was no room
/// @param changes by their time: the first is what changed first
/// @param differences between recorded explanations and today's rules
/// @param explainedAnew recorded explanations that were compared with today's rules
/// @param story of the connection that was asked for
public record Analysis(
        List<Source> sources,
        @Nullable Instant from,
        @Nullable Instant to,
        Totals totals,
        Lives lives,
        Map<Integer, Long> codes,
        Map<Integer, Long> statuses,
        List<CauseShare> causes,
        List<Incident> incidents,
        long incidentsLeft,
        List<Bar> silences,
        List<Bar> ages,
        Course course,
        @Nullable Trend trend,
        List<Change> changes,
        List<Difference> differences,
        long explainedAnew,
        List<Notices> notices,
        List<Often> troubledClients,
        List<Often> paths,
        @Nullable Story story) {

    /// One file or stream.
    ///
    /// @param format in which it was read
    /// @param bytes after decompression
    public record Source(String name, String format, long bytes, long lines, long flawed, List<Flaws.Flaw> flaws) {}

    /// @param openedKnown whether the log tells of openings at all
    /// @param stillOpen at the end of the log, of those that it saw open; -1 where it tells of no openings
    public record Totals(
            long opened, long ended, long rejected, long unexpectedEnds, long unexpectedRejections, long stillOpen) {
        public long all() {
            return ended + rejected;
        }

        public long unexpected() {
            return unexpectedEnds + unexpectedRejections;
        }
    }

    /// How long connections were open.
    public record Lives(long count, Duration p50, Duration p90, Duration p99, Duration longest, double overAMinute) {}

    /// @param example the surest of them
    public record CauseShare(
            Cause cause,
            long count,
            long expected,
            Map<Confidence, Long> byConfidence,
            @Nullable EndRecord example) {}

    /// How many lost connections had lasted, or been silent, so long.
    public record Bar(Duration from, Duration to, long count) {}

    /// The counts over the time, in equal steps.
    public record Course(
            Instant start, Duration step, long[] opened, long[] ended, long[] rejected, long[] unexpected) {}

    /// One period against the one before.
    ///
    /// @param before what the earlier one is
    /// @param now what the later one is
    public record Trend(String before, Duration spanBefore, String now, Duration spanNow, List<Row> rows) {
        /// @param bad whether more of it is worse
        public record Row(
                String what, long countBefore, long countNow, double perHourBefore, double perHourNow, boolean bad) {}
    }

    /// A moment at which something became different.
    public record Change(Instant at, String what) {}

    /// @param recorded the cause in the log
    /// @param now what today's rules say
    /// @param example an id of a connection
    public record Difference(
            String recorded, String recordedConfidence, Cause now, Confidence confidence, long count, String example) {}

    /// Lines about the whole program.
    public record Notices(String event, String level, long count, Instant first, Instant last, String message) {}

    /// @param atMost right, or too high by `error`
    public record Often(String what, long atMost, long error) {}
}
