package dev.holdfast.core.cause;

import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.Fact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is said when no rule knows: what was seen, and which facts would have decided. Honest, and never a guess.
final class Unexplained {
    private Unexplained() {}

    static Explanation explain(Case facts) {
        @Nullable TransportEnd end = facts.lostTransport();
        String how = Phrases.transport(end == null ? facts.exchange().transportEnd() : end);
        List<String> evidence = new ArrayList<>(List.of(how));
        List<String> missing = new ArrayList<>();
        String summary;
        if (facts.upgraded()) {
            Duration silence = facts.timeline()
                    .last(Fact.Totals.class)
                    .map(Fact.Totals::sinceReceived)
                    .orElse(Duration.ZERO);
            summary = "The connection was lost without a close frame after " + Phrases.time(facts.openFor()) + ": "
                    + how + ", and nothing here shows who wanted it.";
            evidence.add("no close frame came");
            evidence.add("the last bytes from the client came " + Phrases.time(silence) + " before the end");
            evidence.add(Phrases.count(facts.counters().messagesReceived(), "message") + " received, "
                    + facts.counters().messagesSent() + " sent");
            missing.add("the client's own report of this end: did its page, process or network go?");
            missing.add("the log of whatever stands between the client and us: did it cut the connection?");
            missing.add("two more ends with this same silence or age, which would show an idle or lifetime limit");
        } else {
            summary = "The connection ended before its opening handshake was complete: " + how + ".";
            missing.add("the client's own report of this attempt");
        }
        return new Explanation(
                Cause.UNEXPLAINED,
                Confidence.NONE,
                Initiator.UNKNOWN,
                false,
                summary,
                evidence,
                Cause.UNEXPLAINED.fix(),
                missing);
    }
}
