package dev.holdfast.proxy.relay;

import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Leg;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How things stood on both legs when an end began. What either side does after that is its consequence.
///
/// @param up absent where there was no leg to the backend
/// @param facts what is worth a fact of its own
record Circumstances(RelayLeg.Silence down, RelayLeg.@Nullable Silence up, List<Fact> facts) {
    /// What waits for less is on its way.
    private static final Duration WORTH_TELLING = Duration.ofMillis(100);

    /// @param began what began the end
    static Circumstances of(RelayLeg down, @Nullable RelayLeg up, @Nullable Fact began, long now) {
        List<Fact> facts = new ArrayList<>(0);
        add(facts, Leg.DOWNSTREAM, down, now);
        if (up != null) {
            add(facts, Leg.UPSTREAM, up, now);
        }
        Fact answered = began instanceof Fact.CloseReceived
                ? down.answered(Leg.DOWNSTREAM, now)
                : began instanceof Fact.UpstreamCloseReceived && up != null ? up.answered(Leg.UPSTREAM, now) : null;
        if (answered != null) {
            facts.add(answered);
        }
        return new Circumstances(
                down.silence(now, began instanceof Fact.CloseReceived),
                up == null ? null : up.silence(now, began instanceof Fact.UpstreamCloseReceived),
                facts);
    }

    private static void add(List<Fact> facts, Leg which, RelayLeg leg, long now) {
        Duration blocked = leg.blocked(now);
        if (blocked != null && blocked.compareTo(WORTH_TELLING) >= 0) {
            facts.add(new Fact.StoodStill(which, blocked, leg.transport.queuedBytes()));
        }
        Duration unanswered = leg.unanswered(now);
        if (unanswered != null && unanswered.compareTo(WORTH_TELLING) >= 0) {
            facts.add(new Fact.PingUnanswered(which, unanswered));
        }
    }
}
