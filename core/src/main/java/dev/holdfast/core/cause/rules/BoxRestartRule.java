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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A box between that goes away and says so. A browser's 1001 has no reason and its page can send neither
/// 1001 nor 1012, so words about a proxy or a restart were written by a box or by a program; where boxes gave
/// themselves away in the handshake, by a box. The words are all there is: LIKELY.
final class BoxRestartRule implements CauseRule {
    private static final Pattern BOX = Pattern.compile(
            "(?i)\\b(proxy|cloudflare|cloudfront|load ?balancer|gateway|edge|cdn|envoy|nginx|haproxy)\\b");
    private static final Pattern RESTART = Pattern.compile(
            "(?i)\\b(restart\\w*|maintenance|shutting down|shutdown|drain\\w*|redeploy\\w*|upgrad\\w+)\\b");

    @Override
    public @Nullable Finding examine(Case facts) {
        CloseFrame frame = facts.closedByPeer();
        if (frame == null
                || frame.reason().isEmpty()
                || !(frame.reportedCode() == 1001 || frame.reportedCode() == 1012)
                || !RESTART.matcher(frame.reason()).find()) {
            return null;
        }
        List<String> hops = facts.handshake().map(Fact.HandshakeReceived::hops).orElse(List.of());
        if (hops.isEmpty() && !BOX.matcher(frame.reason()).find()) {
            return null;
        }
        List<String> evidence = new ArrayList<>();
        evidence.add("the client's side sent " + Phrases.frame(frame) + " first");
        evidence.add("no page can send such a frame");
        if (!hops.isEmpty()) {
            evidence.add("boxes in between: " + String.join(", ", hops));
        }
        return Finding.likely(
                Cause.CDN_OR_LB_MAINTENANCE,
                Initiator.NETWORK,
                "A box between the client and us closed the connection and says why: \"" + frame.reason() + "\".",
                evidence);
    }
}
