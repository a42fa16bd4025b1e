package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.CloseFrame;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A client whose library waited in vain for an answer to its own ping, and says so: Python's websockets with
/// 1011, Phoenix with 1000, others with codes of their own. Its word, so LIKELY.
final class LibraryTimeoutRule implements CauseRule {
    private static final Pattern COMPLAINT = Pattern.compile(
            "(?i)\\b(keep-?alive|ping|pong|heart ?beat|server)[ -](ping )?time(d )?-?out|\\bno (ping|pong|heart ?beat)\\b"
                    + "|\\bserver timeout elapsed|didn't receive pong");

    @Override
    public @Nullable Finding examine(Case facts) {
        CloseFrame frame = facts.closedByPeer();
        return frame == null || !complains(frame)
                ? null
                : Finding.likely(
                        Cause.CLIENT_LIBRARY_TIMEOUT,
                        Initiator.CLIENT,
                        "The client closed the connection and says that its own ping was not answered in time.",
                        List.of("the client sent " + Phrases.frame(frame)));
    }

    /// Whether a close frame speaks of a ping, pong or heartbeat that did not come.
    static boolean complains(CloseFrame frame) {
        return !frame.reason().isEmpty() && COMPLAINT.matcher(frame.reason()).find();
    }
}
