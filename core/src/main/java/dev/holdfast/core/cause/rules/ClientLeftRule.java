package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.Fact;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The client began the closing handshake without a complaint. Proven that it did; not that its user meant it: a
/// browser
/// sends 1001 for a closed tab, a reload and a crashed renderer alike, and a reset after that is normal (measured).
final class ClientLeftRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        CloseFrame frame = facts.closedByPeer();
        if (frame == null) {
            return null;
        }
        List<String> evidence = new ArrayList<>();
        evidence.add("the client sent " + Phrases.frame(frame) + " first");
        facts.timeline()
                .first(Fact.ByeReceived.class)
                .ifPresent(bye -> evidence.add("it announced the close with `bye`"
                        + (bye.reason().isEmpty() ? "" : ": \"" + bye.reason() + "\"")));
        evidence.add("open for " + Phrases.time(facts.openFor()));
        return Finding.proven(Cause.CLIENT_LEFT, Initiator.CLIENT, summary(frame), evidence)
                .asExpected();
    }

    private static String summary(CloseFrame frame) {
        return switch (frame.reportedCode()) {
            case 1001 -> "The client went away: its page was left, reloaded or closed, or its program ended.";
            case 1000, 1005 -> "The client closed the connection.";
            default -> "The client closed the connection with its application's code " + frame.reportedCode() + ".";
        };
    }
}
