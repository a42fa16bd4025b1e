package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.evidence.Decision;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An application that closes right after it accepted, before it has read anything, seldom means it: a state
/// check in the wrong place looks just like this. A code of its own (3000 and up) shows that it did mean it.
final class LoopExitsEarlyRule implements CauseRule {
    private static final Duration AT_ONCE = Duration.ofMillis(50);

    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.ApplicationClosed closed = facts.decided(Decision.ApplicationClosed.class);
        if (closed == null || closed.messagesBefore() > 0 || closed.age().compareTo(AT_ONCE) >= 0) {
            return null;
        }
        var code = closed.frame().code();
        if (code != null && code.value() >= 3000) {
            return null;
        }
        return Finding.likely(
                Cause.SERVER_LOOP_EXITS_EARLY,
                Initiator.SERVER,
                "The application closed the connection " + Phrases.time(closed.age())
                        + " after it opened, before the client had said anything.",
                List.of("no message was received", "the application sent " + Phrases.frame(closed.frame())));
    }
}
