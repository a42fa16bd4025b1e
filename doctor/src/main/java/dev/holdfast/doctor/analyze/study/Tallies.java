package dev.holdfast.doctor.analyze.study;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.evidence.CutOffMeasure;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.doctor.analyze.measure.Clock;
import dev.holdfast.doctor.analyze.measure.CountedEnds;
import dev.holdfast.doctor.analyze.measure.Durations;
import dev.holdfast.doctor.analyze.measure.Frequent;
import dev.holdfast.doctor.analyze.measure.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The counts of one period. Bounded: some 64 KB, and [CountedEnds].
final class Tallies {
    private static final int MOST_CODES = 512;
    private static final Confidence[] CONFIDENCES = Confidence.values();
    private static final Cause[] CAUSES = Cause.values();

    private final Clock clock;
    private final Instant start;
    private final CountedEnds counted = new CountedEnds();
    private final Map<Cause, CauseCount> causes = new EnumMap<>(Cause.class);
    private final Map<Integer, Long> codes = new TreeMap<>();
    private final Map<Integer, Long> statuses = new TreeMap<>();
    final Durations durations = new Durations();
    final Durations silences = new Durations();
    final Durations ages = new Durations();
    final Frequent<String> troubledClients = new Frequent<>();
    final Frequent<String> paths = new Frequent<>();
    final Series openings;
    final Series ends;
    final Series rejections;
    final Series unexpected;
    long endedOfOpened;
    long unexpectedEnds;
    long unexpectedRejections;

    Tallies(Clock clock, Instant start) {
        this.clock = clock;
        this.start = start;
        openings = new Series(clock);
        ends = new Series(clock);
        rejections = new Series(clock);
        unexpected = new Series(clock);
    }

    void opened(Instant at) {
        openings.add(at);
    }

    /// @param timed whether it is known how long it lasted
    void ended(EndRecord end, boolean timed) {
        Instant at = end.endedAt();
        Explanation why = end.explanation();
        counted.put(end.info().connectionId(), packed(end));
        cause(why.cause()).add(end, at);
        if (end.opened()) {
            ends.add(at);
            open(end, timed);
        } else {
            rejections.add(at);
            end.timeline().last(Fact.HttpAnswered.class).ifPresent(answer -> count(statuses, answer.status()));
        }
        String path = end.info().path();
        if (path != null) {
            paths.add(path);
        }
        if (!why.expected()) {
            unexpected(end, at, 1);
            troubledClients.add(client(end.info()));
        }
    }

    private void open(EndRecord end, boolean timed) {
        boolean told = new Case(end.timeline()).endLogged() == null;
        if (told) {
            count(codes, end.exchange().reportedCode());
        }
        if (timed) {
            durations.add(end.duration());
        }
        if (!end.info().acceptedAt().isBefore(start)) {
            endedOfOpened++;
        }
        TransportEnd transport = lost(end);
        if (timed && (transport != null || !told)) {
            Duration age = end.timeline()
                    .when(Fact.Upgraded.class)
                    .map(at -> end.duration().minus(at))
                    .orElse(Duration.ZERO);
            ages.add(age);
            end.timeline()
                    .last(Fact.Totals.class)
                    .ifPresent(totals -> silences.add(CutOffMeasure.SILENCE.of(totals, age)));
        }
    }

    private static @Nullable TransportEnd lost(EndRecord end) {
        return new Case(end.timeline()).lostTransport();
    }

    private void unexpected(EndRecord end, Instant at, int change) {
        unexpected.add(at, change);
        if (end.opened()) {
            unexpectedEnds += change;
        } else {
            unexpectedRejections += change;
        }
    }

    private static String client(ConnectionInfo info) {
        if (info.account() != null) {
            return "user " + info.account();
        }
        int port = info.remoteAddress().lastIndexOf(':');
        return "address "
                + (port < 0 ? info.remoteAddress() : info.remoteAddress().substring(0, port));
    }

    /// @return whether this end was counted
    boolean knows(String connectionId) {
        return counted.get(connectionId) >= 0;
    }

    /// An end that was counted is explained otherwise now.
    void explainedAgain(EndRecord end) {
        Instant at = end.endedAt();
        int before = counted.put(end.info().connectionId(), packed(end));
        if (before < 0) {
            return;
        }
        Confidence confidence = CONFIDENCES[before & 3];
        boolean wasExpected = (before & 4) != 0;
        cause(CAUSES[before >> 3]).takeBack(confidence, wasExpected, end.info().connectionId(), at);
        cause(end.explanation().cause()).add(end, at);
        boolean expected = end.explanation().expected();
        if (expected != wasExpected) {
            unexpected(end, at, expected ? -1 : 1);
        }
    }

    private static int packed(EndRecord end) {
        Explanation why = end.explanation();
        return why.cause().ordinal() << 3
                | (why.expected() ? 4 : 0)
                | why.confidence().ordinal();
    }

    private CauseCount cause(Cause cause) {
        return causes.computeIfAbsent(cause, each -> new CauseCount(each, clock));
    }

    private static void count(Map<Integer, Long> counts, int number) {
        if (counts.size() < MOST_CODES || counts.containsKey(number)) {
            counts.merge(number, 1L, Long::sum);
        }
    }

    Collection<CauseCount> causes() {
        return causes.values();
    }

    Map<Integer, Long> codes() {
        return codes;
    }

    Map<Integer, Long> statuses() {
        return statuses;
    }
}
