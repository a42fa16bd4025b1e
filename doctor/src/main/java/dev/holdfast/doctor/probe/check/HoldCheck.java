package dev.holdfast.doctor.probe.check;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.HopLimit;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.evidence.CutOffMeasure;
import dev.holdfast.doctor.probe.finding.Severity;
import dev.holdfast.doctor.probe.wire.Attempt;
import dev.holdfast.doctor.probe.wire.Got;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Holds one silent connection and one with pings side by side: what ends only the silent one counts
/// silence, what ends both at one age counts age.
final class HoldCheck implements Check {
    private static final Duration LEAST_PING = Duration.ofMillis(500);
    private static final Duration MOST_PING = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "hold";
    }

    @Override
    public String title() {
        return "Held connections";
    }

    @Override
    public @Nullable String skip(Examination examination) {
        if (examination.options().hold() == null) {
            return "connections are held only with --hold";
        }
        return examination.opens() ? null : "no connection could be opened";
    }

    @Override
    public void run(Examination examination, Notes notes) {
        Duration hold = examination.options().hold();
        if (hold == null) {
            return;
        }
        Attempt silent = examination.connect(examination.usual());
        Attempt busy = examination.connect(examination.usual());
        if (silent == null || busy == null) {
            notes.note("connections", "did not come about this time");
            return;
        }
        try (silent;
                busy) {
            Duration every = pingInterval(hold);
            long began = System.nanoTime();
            Held[] pinged = new Held[1];
            Thread pinging = Thread.ofVirtual().start(() -> pinged[0] = ping(busy, began, hold, every));
            Held alone = wait(silent, began, hold, notes);
            pinging.join();
            judge(examination, notes, alone, pinged[0], silent, busy, hold);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration pingInterval(Duration hold) {
        Duration tenth = hold.dividedBy(10);
        if (tenth.compareTo(LEAST_PING) < 0) {
            return LEAST_PING;
        }
        return tenth.compareTo(MOST_PING) > 0 ? MOST_PING : tenth;
    }

    /// How long one lasted.
    ///
    /// @param lasted from its 101
    /// @param quiet without a byte at the end
    /// @param end absent where it outlasted the hold
    private record Held(
            Duration lasted, Duration quiet, @Nullable Got end) {
        static Held of(Attempt attempt) {
            return new Held(
                    attempt.conversation().age(),
                    attempt.conversation().quiet(),
                    attempt.conversation().end());
        }

        boolean cut() {
            return end instanceof Got.Ended;
        }
    }

    private static Held wait(Attempt attempt, long began, Duration hold, Notes notes) {
        long until = began + hold.toNanos();
        while (System.nanoTime() < until && attempt.conversation().open()) {
            Duration left = Duration.ofNanos(until - System.nanoTime());
            notes.doing("holding, " + Phrases.time(left) + " left");
            attempt.conversation().await(left.compareTo(Duration.ofSeconds(1)) < 0 ? left : Duration.ofSeconds(1));
        }
        return Held.of(attempt);
    }

    private static Held ping(Attempt attempt, long began, Duration hold, Duration every) {
        long until = began + hold.toNanos();
        while (System.nanoTime() < until && attempt.conversation().open()) {
            if (attempt.conversation().ping("hold".getBytes(StandardCharsets.US_ASCII)) == null) {
                continue;
            }
            long next = Math.min(until, System.nanoTime() + every.toNanos());
            while (System.nanoTime() < next && attempt.conversation().open()) {
                attempt.conversation().await(Duration.ofNanos(Math.max(1, next - System.nanoTime())));
            }
        }
        return Held.of(attempt);
    }

    private static void judge(
            Examination examination,
            Notes notes,
            Held silent,
            Held busy,
            Attempt silentOne,
            Attempt busyOne,
            Duration hold) {
        tell(notes, "silent", silent, silentOne, hold);
        tell(notes, "with a ping every " + Phrases.time(pingInterval(hold)), busy, busyOne, hold);
        if (silent.end() == null && busy.end() == null) {
            silentOne.conversation().close();
            busyOne.conversation().close();
            return;
        }
        Duration apart = silent.lasted().minus(busy.lasted()).abs();
        boolean together = silent.end() != null
                && busy.end() != null
                && apart.compareTo(
                                Duration.ofMillis(Math.max(1000, silent.lasted().toMillis() / 50)))
                        <= 0;
        if (silent.cut() && busy.cut() && together) {
            notes.found(Severity.WARNING, "Something ends connections at one age", age(examination, silent.lasted()));
        } else if (silent.cut() && busy.lasted().compareTo(silent.lasted()) > 0) {
            notes.found(
                    Severity.WARNING,
                    "Something ends silent connections",
                    idle(examination, silent.quiet(), silentOne, busy, hold));
        } else {
            Attempt first = silent.end() != null ? silentOne : busyOne;
            notes.found(Severity.WARNING, "A held connection ends", first.explain());
        }
    }

    private static void tell(Notes notes, String what, Held held, Attempt attempt, Duration hold) {
        if (held.end() == null) {
            notes.good(what, "still open after " + Phrases.time(hold));
        } else {
            notes.bad(what, Examination.endWords(attempt) + ", after " + Phrases.time(held.lasted()));
        }
    }

    private static Explanation idle(
            Examination examination, Duration limit, Attempt attempt, Held busy, Duration hold) {
        Hops hops = Hops.of(examination.seen());
        List<HopLimit> boxes = hops.having(CutOffMeasure.SILENCE, limit);
        List<String> evidence = new ArrayList<>();
        evidence.add("silent: " + Examination.endWords(attempt) + " after " + Phrases.time(limit)
                + ", without a close frame");
        evidence.add("with a ping every " + Phrases.time(pingInterval(hold)) + ": "
                + (busy.end() == null
                        ? "still open after " + Phrases.time(hold)
                        : "open for " + Phrases.time(busy.lasted())));
        hops.words().forEach(evidence::add);
        evidence.add(naming(boxes));
        boolean cloud = boxes.stream().anyMatch(HopLimit::cloud);
        Cause cause = !cloud
                ? Cause.PROXY_IDLE_TIMEOUT
                : limit.toSeconds() >= 590 ? Cause.API_GATEWAY_IDLE : Cause.LB_IDLE_TIMEOUT_L7;
        Duration half = Duration.ofSeconds(Math.max(1, limit.toMillis() / 2000));
        return Explained.as(
                cause,
                Confidence.LIKELY,
                Initiator.NETWORK,
                (boxes.isEmpty() ? "Something between here and the application" : capital(HopLimit.names(boxes)))
                        + " ends a connection that was silent for " + Phrases.time(rounded(limit))
                        + "; one with pings lives on.",
                evidence,
                "Ping every " + Phrases.time(half) + " or less, from the server or the client" + raise(boxes));
    }

    private static Explanation age(Examination examination, Duration limit) {
        Hops hops = Hops.of(examination.seen());
        List<HopLimit> boxes = hops.having(CutOffMeasure.AGE, limit);
        List<String> evidence = new ArrayList<>();
        evidence.add("a silent connection and one with pings were both cut after " + Phrases.time(limit)
                + ", without a close frame");
        hops.words().forEach(evidence::add);
        evidence.add(naming(boxes));
        return Explained.as(
                Cause.MAX_LIFETIME,
                boxes.isEmpty() ? Confidence.POSSIBLE : Confidence.LIKELY,
                Initiator.NETWORK,
                (boxes.isEmpty() ? "Something between here and the application" : capital(HopLimit.names(boxes)))
                        + " ends connections after " + Phrases.time(rounded(limit)) + " of life, busy or not.",
                evidence,
                "Let clients come back by themselves before "
                        + Phrases.time(limit.multipliedBy(4).dividedBy(5)) + raise(boxes));
    }

    private static String naming(List<HopLimit> boxes) {
        return boxes.isEmpty()
                ? "no box known here has this limit by default; the server's own program may have it too"
                : boxes.stream()
                        .map(hop -> hop.name() + " has " + Phrases.time(hop.limit()) + " unless it is set")
                        .distinct()
                        .collect(Collectors.joining(", "));
    }

    private static String raise(List<HopLimit> boxes) {
        String settings = boxes.stream()
                .filter(hop -> !hop.fixed())
                .map(hop -> hop.name() + ": " + hop.setting())
                .distinct()
                .collect(Collectors.joining("; "));
        return settings.isEmpty()
                ? ", or raise the limit where it is set."
                : ", or raise the limit (" + settings + ").";
    }

    /// Limits are set in whole seconds.
    private static Duration rounded(Duration limit) {
        Duration whole = Duration.ofSeconds(limit.plusMillis(500).toSeconds());
        return whole.minus(limit).abs().toMillis() <= Math.max(limit.toMillis() / 50, 150) ? whole : limit;
    }

    private static String capital(String name) {
        return name.startsWith("nginx") ? name : Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
