package dev.holdfast.bench.logs;

import dev.holdfast.core.cause.Classifier;
import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TcpSample;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.Counters;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.PathEvidence;
import dev.holdfast.core.evidence.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Makes up the lives of connections as a busy day has them: most leave in order, some are lost, cut off at a minute of
/// silence, refused for their token, or fall silent. The same for the same seed.
final class Lives {
    private static final long MILLI = 1_000_000L;
    private static final String BROWSER =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
    private static final List<String> HOPS = List.of("x-forwarded-for", "x-forwarded-proto");

    private final Random random;
    private final Classifier classifier;
    private long made;

    Lives(long seed, Classifier classifier) {
        random = new Random(seed);
        this.classifier = classifier;
    }

    /// How a life ends.
    private enum Ending {
        LEFT,
        LOST,
        CUT_OFF,
        SILENT,
        CLOSED_BY_APPLICATION,
        EXPIRED
    }

    private Ending ending() {
        int percent = random.nextInt(100);
        if (percent < 74) {
            return Ending.LEFT;
        } else if (percent < 80) {
            return Ending.LOST;
        } else if (percent < 84) {
            return Ending.CUT_OFF;
        } else if (percent < 88) {
            return Ending.SILENT;
        }
        return percent < 94 ? Ending.CLOSED_BY_APPLICATION : Ending.EXPIRED;
    }

    /// The whole life of a connection that is accepted at a moment.
    EndRecord from(Instant accepted) {
        made++;
        Ending ending = ending();
        boolean page = random.nextInt(4) > 0;
        String user = "user-" + random.nextInt(20_000);
        String address = "10." + random.nextInt(4) + "." + random.nextInt(256) + "." + (1 + random.nextInt(254)) + ":"
                + (20_000 + random.nextInt(40_000));
        String agent = page ? BROWSER : "Python/3.11 websockets/10.4";
        ConnectionInfo info = ConnectionInfo.accepted("c" + Long.toString(made, 36), address, accepted)
                .requested(
                        "/ws",
                        page ? "https://app.example.org" : null,
                        agent,
                        page ? "a" + Long.toHexString(random.nextLong()) : null);
        Timeline.Recorder facts = new Timeline.Recorder(accepted, 0);
        long now = random.nextInt(400_000);
        facts.record(now, new Fact.Accepted(address));
        now += random.nextInt(5_000_000);
        facts.record(
                now,
                new Fact.HandshakeReceived(
                        "GET", "/ws", "app.example.org", info.origin(), agent, List.of("holdfast.v1"), Set.of(), HOPS));
        if (ending == Ending.EXPIRED) {
            facts.record(
                    now + 300_000,
                    new Decision.AuthRefused(
                            new AuthProblem.Expired(Duration.ofMillis(1 + random.nextInt(3_600_000)))));
            facts.record(now + 400_000, new Fact.HttpAnswered(401));
            facts.record(now + 900_000, new Fact.TransportEnded(new TransportEnd.LocalClose(false)));
            totals(facts, now + 950_000, 0, Duration.ofNanos(600_000), Duration.ofNanos(500_000));
            return end(info, false, facts);
        }
        info = info.authenticated(user, "subprotocol").upgraded("holdfast.v1");
        facts.record(now + 350_000, new Fact.Authenticated(user, "subprotocol", accepted.plusSeconds(3600)));
        facts.record(now + 420_000, new Fact.Upgraded("holdfast.v1"));
        now += 40 * MILLI;
        facts.record(now, new Fact.FirstMessage());
        long messages = 1L + random.nextInt(2000);
        // Some seconds for most, hours for some.
        now += (long) (Math.min(Math.exp(random.nextGaussian() * 1.8 + 10.5), 3 * 3_600_000.0) * MILLI);
        now = ending(facts, now, ending, page);
        Duration silence = ending == Ending.CUT_OFF
                ? Duration.ofMillis(60_000 + random.nextInt(60))
                : Duration.ofMillis(random.nextInt(20_000));
        facts.record(now + 10_000, new Fact.LastMessage(silence.plusMillis(random.nextInt(20_000))));
        totals(facts, now + 20_000, messages, silence, silence.plusMillis(random.nextInt(10)));
        return end(info, true, facts);
    }

    private long ending(Timeline.Recorder facts, long from, Ending ending, boolean page) {
        long now = from;
        switch (ending) {
            case LEFT -> {
                CloseFrame frame = CloseFrame.of(page ? CloseCode.GOING_AWAY : CloseCode.NORMAL, "");
                facts.record(now, new Fact.CloseReceived(frame));
                facts.record(now + 200_000, new Fact.CloseSent(frame));
                facts.record(now + 900_000, new Fact.PeerFinSeen());
                now += MILLI;
                facts.record(now, new Fact.TransportEnded(new TransportEnd.LocalClose(true)));
            }
            case LOST, CUT_OFF -> {
                facts.record(now, new Fact.PeerFinSeen());
                now += 50_000;
                facts.record(now, new Fact.TransportEnded(new TransportEnd.PeerFin(false)));
            }
            case SILENT -> {
                TcpSample sample = new TcpSample(
                        1,
                        1,
                        4,
                        0,
                        4,
                        Duration.ofMillis(24_300),
                        Duration.ofMillis(31_000),
                        Duration.ofMillis(43),
                        Duration.ofMillis(3_900));
                facts.record(
                        now,
                        new Decision.HeartbeatMissed(
                                false,
                                Duration.ofSeconds(10),
                                Duration.ofMillis(34_000 + random.nextInt(3000)),
                                PathEvidence.NOT_ACKNOWLEDGING,
                                sample));
                now += MILLI;
                facts.record(
                        now,
                        new Fact.TransportEnded(new TransportEnd.LocalAbort("the client did not answer a heartbeat")));
            }
            case CLOSED_BY_APPLICATION -> {
                CloseFrame frame = CloseFrame.of(new CloseCode(4000 + random.nextInt(4)), "the session is over");
                facts.record(now, new Decision.ApplicationClosed(frame, Duration.ofNanos(now), 12));
                facts.record(now + 100_000, new Fact.CloseSent(frame));
                facts.record(now + 20 * MILLI, new Fact.CloseReceived(frame));
                now += 30 * MILLI;
                facts.record(now, new Fact.TransportEnded(new TransportEnd.LocalClose(false)));
            }
            case EXPIRED -> throw new IllegalArgumentException("a refused handshake has no open life");
        }
        return now;
    }

    private void totals(Timeline.Recorder facts, long now, long messages, Duration sinceReceived, Duration sinceSent) {
        Duration handler = Duration.ofNanos(messages * 31_417);
        Counters counters = new Counters(
                messages,
                messages + 3,
                812 + 96 * messages,
                340 + 120 * messages,
                0,
                messages,
                handler,
                Duration.ofNanos(messages == 0 ? 0 : 1_204_331));
        facts.record(now, new Fact.Totals(counters, sinceReceived, sinceSent, 96 * messages));
    }

    private EndRecord end(ConnectionInfo info, boolean opened, Timeline.Recorder facts) {
        Timeline timeline = facts.timeline();
        return new EndRecord(info, opened, timeline, classifier.explain(timeline));
    }
}
