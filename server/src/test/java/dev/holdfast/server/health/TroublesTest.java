package dev.holdfast.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.evidence.NodeHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TroublesTest {
    private final List<String> said = new ArrayList<>();
    private final Troubles troubles = new Troubles(notice -> {
        assertThat(notice.level()).isEqualTo(Notice.Level.WARN);
        said.add(notice.event());
    });

    private static NodeHealth health(Duration pause, long acceptFailures, long overflows, long kills) {
        return new NodeHealth(
                Stalls.WINDOW, Duration.ZERO, Duration.ZERO, pause, 1_020L, 1_024L, acceptFailures, overflows, kills);
    }

    @Test
    void a_node_that_is_well_says_nothing() {
        troubles.look(NodeHealth.well(Stalls.WINDOW));
        troubles.look(health(Duration.ofMillis(900), 0, 0, 0));
        assertThat(said).isEmpty();
    }

    @Test
    void each_trouble_has_a_word_of_its_own() {
        troubles.look(health(Duration.ofSeconds(2), 1, 1, 1));
        assertThat(said).containsExactly("accept-failed", "listen-overflow", "memory-kill", "process-paused");
    }

    @Test
    void one_that_lasts_is_said_once_a_minute() {
        for (int second = 0; second < 120; second++) {
            troubles.look(health(Duration.ZERO, 3, 0, 0));
        }
        assertThat(said).containsExactly("accept-failed", "accept-failed");
    }

    @Test
    void one_that_comes_back_is_said_again() {
        troubles.look(health(Duration.ZERO, 3, 0, 0));
        troubles.look(health(Duration.ZERO, 0, 0, 0));
        troubles.look(health(Duration.ZERO, 1, 0, 0));
        assertThat(said).containsExactly("accept-failed", "accept-failed");
    }
}
