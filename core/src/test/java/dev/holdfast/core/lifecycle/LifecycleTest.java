package dev.holdfast.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every event in every state, against a table that was written by hand.
class LifecycleTest {
    /// State, events, what comes of them: `late` changes nothing and asks for nothing, `impossible` throws, anything
    /// else is the next state and the effects in their order.
    private static final String TABLE = """
            ACCEPTED | REQUEST_RECEIVED | AUTHENTICATING: AUTHENTICATE
            ACCEPTED | REFUSED_WITH_HTTP | REFUSED_BY_US: ARM_CLOSE_DEADLINE WRITE_REFUSAL
            ACCEPTED | REFUSED_WITH_CLOSE | CLOSING_BY_US: ARM_CLOSE_DEADLINE WRITE_UPGRADE WRITE_CLOSE
            ACCEPTED | PEER_FIN | FINISHING: CLOSE_TRANSPORT
            ACCEPTED | TRANSPORT_GONE | ENDED: REPORT
            ACCEPTED | ADMITTED CREDENTIAL_PENDING END_DECIDED CLOSE_FRAME_RECEIVED CLOSE_DEADLINE_PASSED | impossible

            AUTHENTICATING | ADMITTED | OPEN: WRITE_UPGRADE ANNOUNCE_OPEN
            AUTHENTICATING | CREDENTIAL_PENDING | AWAITING_CREDENTIAL: WRITE_UPGRADE ARM_CREDENTIAL_DEADLINE
            AUTHENTICATING | REFUSED_WITH_HTTP | REFUSED_BY_US: CANCEL_AUTHENTICATION ARM_CLOSE_DEADLINE WRITE_REFUSAL
            AUTHENTICATING | REFUSED_WITH_CLOSE | CLOSING_BY_US: CANCEL_AUTHENTICATION ARM_CLOSE_DEADLINE WRITE_UPGRADE WRITE_CLOSE
            AUTHENTICATING | PEER_FIN | FINISHING: CANCEL_AUTHENTICATION CLOSE_TRANSPORT
            AUTHENTICATING | TRANSPORT_GONE | ENDED: CANCEL_AUTHENTICATION REPORT
            AUTHENTICATING | REQUEST_RECEIVED END_DECIDED CLOSE_FRAME_RECEIVED CLOSE_DEADLINE_PASSED | impossible

            AWAITING_CREDENTIAL | ADMITTED | OPEN: ANNOUNCE_OPEN
            AWAITING_CREDENTIAL | END_DECIDED | CLOSING_BY_US: STOP_DELIVERY ARM_CLOSE_DEADLINE WRITE_CLOSE
            AWAITING_CREDENTIAL | CLOSE_FRAME_RECEIVED | CLOSING_BY_PEER: STOP_DELIVERY ARM_CLOSE_DEADLINE ANSWER_CLOSE
            AWAITING_CREDENTIAL | PEER_FIN | FINISHING: STOP_DELIVERY CLOSE_TRANSPORT
            AWAITING_CREDENTIAL | TRANSPORT_GONE | ENDED: STOP_DELIVERY REPORT
            AWAITING_CREDENTIAL | REQUEST_RECEIVED CREDENTIAL_PENDING REFUSED_WITH_HTTP REFUSED_WITH_CLOSE CLOSE_DEADLINE_PASSED | impossible

            OPEN | END_DECIDED | CLOSING_BY_US: STOP_DELIVERY ARM_CLOSE_DEADLINE WRITE_CLOSE
            OPEN | CLOSE_FRAME_RECEIVED | CLOSING_BY_PEER: STOP_DELIVERY ARM_CLOSE_DEADLINE ANSWER_CLOSE
            OPEN | PEER_FIN | FINISHING: STOP_DELIVERY CLOSE_TRANSPORT
            OPEN | TRANSPORT_GONE | ENDED: STOP_DELIVERY REPORT
            OPEN | REQUEST_RECEIVED ADMITTED CREDENTIAL_PENDING REFUSED_WITH_HTTP REFUSED_WITH_CLOSE CLOSE_DEADLINE_PASSED | impossible

            REFUSED_BY_US | PEER_FIN | FINISHING: CLOSE_TRANSPORT
            REFUSED_BY_US | CLOSE_DEADLINE_PASSED | FINISHING: ABORT_TRANSPORT
            REFUSED_BY_US | TRANSPORT_GONE | ENDED: REPORT
            REFUSED_BY_US | ADMITTED CREDENTIAL_PENDING REFUSED_WITH_HTTP REFUSED_WITH_CLOSE END_DECIDED | late
            REFUSED_BY_US | REQUEST_RECEIVED CLOSE_FRAME_RECEIVED | impossible

            CLOSING_BY_US | CLOSE_FRAME_RECEIVED | FINISHING: FINISH_TRANSPORT
            CLOSING_BY_US | PEER_FIN | FINISHING: CLOSE_TRANSPORT
            CLOSING_BY_US | CLOSE_DEADLINE_PASSED | FINISHING: ABORT_TRANSPORT
            CLOSING_BY_US | TRANSPORT_GONE | ENDED: REPORT
            CLOSING_BY_US | ADMITTED CREDENTIAL_PENDING REFUSED_WITH_HTTP REFUSED_WITH_CLOSE END_DECIDED | late
            CLOSING_BY_US | REQUEST_RECEIVED | impossible

            CLOSING_BY_PEER | PEER_FIN | FINISHING: CLOSE_TRANSPORT
            CLOSING_BY_PEER | CLOSE_DEADLINE_PASSED | FINISHING: ABORT_TRANSPORT
            CLOSING_BY_PEER | TRANSPORT_GONE | ENDED: REPORT
            CLOSING_BY_PEER | ADMITTED END_DECIDED CLOSE_FRAME_RECEIVED | late
            CLOSING_BY_PEER | REQUEST_RECEIVED CREDENTIAL_PENDING REFUSED_WITH_HTTP REFUSED_WITH_CLOSE | impossible

            FINISHING | PEER_FIN | FINISHING: CLOSE_TRANSPORT
            FINISHING | CLOSE_DEADLINE_PASSED | FINISHING: ABORT_TRANSPORT
            FINISHING | TRANSPORT_GONE | ENDED: REPORT
            FINISHING | ADMITTED CREDENTIAL_PENDING REFUSED_WITH_HTTP REFUSED_WITH_CLOSE END_DECIDED CLOSE_FRAME_RECEIVED | late
            FINISHING | REQUEST_RECEIVED | impossible

            ENDED | REQUEST_RECEIVED ADMITTED CREDENTIAL_PENDING REFUSED_WITH_HTTP REFUSED_WITH_CLOSE END_DECIDED | late
            ENDED | CLOSE_FRAME_RECEIVED PEER_FIN CLOSE_DEADLINE_PASSED TRANSPORT_GONE | late
            """;

    private static final Map<Pair, String> EXPECTED = expected();

    record Pair(ConnectionState state, ConnectionEvent event) implements Comparable<Pair> {
        static Stream<Pair> all() {
            return Arrays.stream(ConnectionState.values())
                    .flatMap(state -> Arrays.stream(ConnectionEvent.values()).map(event -> new Pair(state, event)));
        }

        @Override
        public int compareTo(Pair other) {
            int byState = state.compareTo(other.state);
            return byState != 0 ? byState : event.compareTo(other.event);
        }
    }

    private static Map<Pair, String> expected() {
        Map<Pair, String> expected = new TreeMap<>();
        for (String line : TABLE.lines().filter(line -> !line.isBlank()).toList()) {
            List<String> cells =
                    Arrays.stream(line.split("\\|")).map(String::strip).toList();
            for (String event : cells.get(1).split(" ")) {
                Pair pair = new Pair(ConnectionState.valueOf(cells.get(0)), ConnectionEvent.valueOf(event));
                assertThat(expected.put(pair, cells.get(2)))
                        .as("%s twice", pair)
                        .isNull();
            }
        }
        return expected;
    }

    @Test
    void the_table_has_every_pair() {
        assertThat(EXPECTED.keySet()).containsExactlyElementsOf(Pair.all().toList());
    }

    @ParameterizedTest
    @MethodSource("dev.holdfast.core.lifecycle.LifecycleTest$Pair#all")
    void each_pair_is_as_in_the_table(Pair pair) {
        String expected = EXPECTED.get(pair);
        if (expected.equals("impossible")) {
            assertThatThrownBy(() -> Lifecycle.next(pair.state(), pair.event()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(pair.state().word())
                    .hasMessageContaining(pair.event().name());
            return;
        }
        assertThat(Lifecycle.next(pair.state(), pair.event())).isEqualTo(transition(pair.state(), expected));
    }

    private static Transition transition(ConnectionState from, String expected) {
        if (expected.equals("late")) {
            return new Transition(from, List.of());
        }
        String[] sides = expected.split(": ");
        return new Transition(
                ConnectionState.valueOf(sides[0]),
                Arrays.stream(sides[1].split(" ")).map(Effect::valueOf).toList());
    }
}
