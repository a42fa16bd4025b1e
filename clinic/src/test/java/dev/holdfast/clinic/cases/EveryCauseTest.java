package dev.holdfast.clinic.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.clinic.trial.Expectation;
import dev.holdfast.core.cause.Cause;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Names what was forgotten: a cause is played, and nearly played, or it is written down why not. Pages, vectors and
/// metric values are held against the catalogue where they are made.
class EveryCauseTest {
    /// The twenty that are reported most, in order; several of ours where a report means several.
    private static final List<Set<Cause>> MOST_REPORTED = List.of(
            Set.of(Cause.PROXY_IDLE_TIMEOUT),
            Set.of(Cause.UPGRADE_HEADERS_NOT_FORWARDED),
            Set.of(Cause.LB_IDLE_TIMEOUT_L7),
            Set.of(Cause.HEARTBEAT_NOT_BELOW_IDLE),
            Set.of(Cause.TOKEN_MISSING, Cause.TOKEN_EXPIRED, Cause.TOKEN_SIGNATURE_INVALID),
            Set.of(Cause.TOKEN_EXPIRED_RECONNECT_LOOP),
            Set.of(Cause.SUBPROTOCOL_NOT_ECHOED),
            Set.of(Cause.SERVER_EVENT_LOOP_BLOCKED),
            Set.of(Cause.CLIENT_EVENT_LOOP_BLOCKED),
            Set.of(Cause.HALF_OPEN_DEAD_PEER),
            Set.of(Cause.REACT_EFFECT_CHURN),
            Set.of(Cause.CLOSE_WHILE_CONNECTING, Cause.STRICTMODE_DOUBLE_MOUNT),
            Set.of(Cause.MOBILE_BACKGROUND_SUSPEND),
            Set.of(Cause.LAPTOP_SLEEP_WAKE),
            Set.of(Cause.BACKGROUND_TAB_THROTTLE),
            Set.of(Cause.MESSAGE_TOO_BIG),
            Set.of(Cause.DEPLOY_OR_DRAIN),
            Set.of(Cause.CRASH_OOM_SIGKILL),
            Set.of(Cause.PROXY_RELOAD),
            Set.of(Cause.HANDLER_EXCEPTION));

    private static final Map<Cause, List<ClinicCase>> HITS = byCause(Expectation.Named.class);
    private static final Map<Cause, List<ClinicCase>> NEAR_MISSES = byCause(Expectation.NotNamed.class);

    private static Map<Cause, List<ClinicCase>> byCause(Class<? extends Expectation> kind) {
        return Cases.all().stream()
                .filter(each -> kind.isInstance(each.expected()))
                .collect(Collectors.groupingBy(
                        ClinicCase::about, () -> new EnumMap<>(Cause.class), Collectors.toList()));
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void a_cause_is_played_and_nearly_played_or_has_a_reason_why_not(Cause cause) {
        if (WithoutCase.REASONS.containsKey(cause)) {
            assertThat(WithoutCase.REASONS.get(cause)).isNotBlank();
            assertThat(HITS).as("a cause with a reason for having no case").doesNotContainKey(cause);
        } else {
            assertThat(HITS).as("cases in which it must be named").containsKey(cause);
            assertThat(NEAR_MISSES).as("cases in which it must not be named").containsKey(cause);
        }
    }

    static Stream<Set<Cause>> mostReported() {
        return MOST_REPORTED.stream()
                .filter(causes -> !WithoutCase.REASONS.keySet().containsAll(causes));
    }

    @ParameterizedTest
    @MethodSource("mostReported")
    void each_of_the_most_reported_is_played_with_two_kinds_of_software(Set<Cause> causes) {
        assertThat(causes.stream()
                        .flatMap(cause -> HITS.getOrDefault(cause, List.of()).stream())
                        .map(ClinicCase::software)
                        .distinct())
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void every_case_has_a_name_of_its_own() {
        assertThat(Cases.all().stream().map(ClinicCase::name)).doesNotHaveDuplicates();
    }
}
