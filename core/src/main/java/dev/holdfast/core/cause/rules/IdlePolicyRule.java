package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.evidence.Decision;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An application that ends quiet connections and says so in its reason. Nothing here does that by itself: a
/// heartbeat ends only what does not answer.
final class IdlePolicyRule implements CauseRule {
    private static final Pattern IDLE = Pattern.compile("(?i)\\b(idle|inactiv\\w*|no activity)\\b");

    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.ApplicationClosed closed = facts.decided(Decision.ApplicationClosed.class);
        return closed == null || !IDLE.matcher(closed.frame().reason()).find()
                ? null
                : Finding.likely(
                                Cause.SERVER_IDLE_POLICY,
                                Initiator.SERVER,
                                "The application closed the connection because it was idle, as it says itself: \""
                                        + closed.frame().reason() + "\".",
                                List.of(
                                        "the application sent " + Phrases.frame(closed.frame()),
                                        "open for " + Phrases.time(closed.age()) + ", "
                                                + Phrases.count(closed.messagesBefore(), "message") + " received"))
                        .asExpected();
    }
}
