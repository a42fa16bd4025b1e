package dev.holdfast.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.close.TcpSample;
import dev.holdfast.core.evidence.PathEvidence;
import dev.holdfast.server.options.HeartbeatOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is made of the kernel's word when a ping went unanswered for 10 s and the 20 ms of the last look.
class HeartbeatTest {
    private static final HeartbeatOptions OPTIONS = HeartbeatOptions.defaults();

    /// The samples are of real connections, with an answer missing for each of these reasons; an age of 10,020 ms is
    /// that of the ping.
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "frozen, 0, 0, 0, 0, 10019, ACKNOWLEDGING",
        "frozen and the ping acknowledged a tick before the clock says it was sent, 0, 0, 0, 0, 10024, ACKNOWLEDGING",
        "frozen while we kept sending, 1, 0, 0, 0, 300, ACKNOWLEDGING",
        "frozen with a full window, 0, 0, 0, 4, 300, ZERO_WINDOW",
        "path dead, 1, 6, 0, 6, 35000, NOT_ACKNOWLEDGING",
        "path dead just after it acknowledged something, 1, 6, 0, 6, 10023, NOT_ACKNOWLEDGING",
        "our own egress dead, 0, 0, 4, 4, 35000, NOT_ACKNOWLEDGING",
        "too early to tell, 1, 1, 0, 1, 35000, UNKNOWN"
    })
    void the_path_is_judged_by_what_tcp_acknowledges(
            String what,
            int unacknowledged,
            int retransmits,
            int probes,
            int backoff,
            int lastAckMillis,
            PathEvidence expected) {
        // Where it is too early, the timeout has been longer than a third of the wait.
        Duration retransmissionTimeout =
                expected == PathEvidence.UNKNOWN ? Duration.ofSeconds(4) : Duration.ofMillis(204);

        assertThat(missed(new TcpSample(
                                1,
                                unacknowledged,
                                retransmits,
                                probes,
                                backoff,
                                Duration.ofMillis(lastAckMillis),
                                Duration.ofSeconds(35),
                                Duration.ofMillis(1),
                                retransmissionTimeout))
                        .decision()
                        .path())
                .isEqualTo(expected);
    }

    /// So is one of a node that has more to do than it can, and any under a clock that goes faster than the kernel's.
    @Test
    void a_loop_that_is_always_late_pings_and_judges_all_the_same() {
        Heartbeat heartbeat = new Heartbeat(OPTIONS, false);
        long late = Duration.ofSeconds(2).toNanos();
        long pingAt = heartbeat.first().toNanos() + late;
        Heartbeat.Ping ping = (Heartbeat.Ping) heartbeat.step(pingAt, 0, true, () -> null);
        long deadline = pingAt + ping.until().toNanos() + late;
        Heartbeat.Wait look = (Heartbeat.Wait) heartbeat.step(deadline, 0, true, () -> null);

        assertThat(heartbeat.step(deadline + look.until().toNanos() + late, 0, true, () -> null))
                .isInstanceOf(Heartbeat.Missed.class);
    }

    @Test
    void what_the_last_look_reads_counts_however_late_it_is_read() {
        Heartbeat heartbeat = new Heartbeat(OPTIONS, false);
        long pingAt = heartbeat.first().toNanos();
        heartbeat.step(pingAt, 0, true, () -> null);
        long late = pingAt + OPTIONS.timeout().multipliedBy(3).toNanos();
        heartbeat.step(late, 0, true, () -> null);

        assertThat(heartbeat.step(late + Duration.ofMillis(20).toNanos(), late + 1, true, () -> null))
                .isInstanceOf(Heartbeat.Wait.class);
    }

    @Test
    void without_a_sample_nothing_is_known_of_the_path() {
        assertThat(missed(null).decision().path()).isEqualTo(PathEvidence.UNKNOWN);
    }

    private static Heartbeat.Missed missed(TcpSample sample) {
        Heartbeat heartbeat = new Heartbeat(OPTIONS, false);
        long pingAt = heartbeat.first().toNanos();
        assertThat(heartbeat.step(pingAt, 0, true, () -> sample)).isInstanceOf(Heartbeat.Ping.class);
        long deadline = pingAt + OPTIONS.timeout().toNanos();
        // Nobody is judged before a last look at what waits unread.
        Heartbeat.Wait look = (Heartbeat.Wait) heartbeat.step(deadline, 0, true, () -> sample);
        return (Heartbeat.Missed) heartbeat.step(deadline + look.until().toNanos(), 0, true, () -> sample);
    }
}
