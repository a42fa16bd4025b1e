package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.Fact;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A connection that a page dropped before it had said anything, and once more at once, which stayed: a component that
/// is mounted twice. Only development builds do that, so only a page of a developer's machine or network is said to;
/// anywhere else it is as likely an effect that ran again once.
final class DoubleMountRule implements CauseRule {
    private static final Duration AT_ONCE = Duration.ofMillis(500);
    private static final Duration STAYED = Duration.ofSeconds(2);
    private static final Set<Integer> PLAIN_CODES = Set.of(1000, 1001, 1005);

    @Override
    public @Nullable Finding examine(Case facts) {
        Fact.ClientCameBack cameBack =
                facts.timeline().last(Fact.ClientCameBack.class).orElse(null);
        String origin = facts.handshake().map(Fact.HandshakeReceived::origin).orElse(null);
        if (cameBack == null
                || origin == null
                || !developers(origin)
                || cameBack.after().compareTo(AT_ONCE) >= 0
                || cameBack.stayed().compareTo(STAYED) < 0
                || !droppedUnused(facts)) {
            return null;
        }
        return Finding.likely(
                Cause.STRICTMODE_DOUBLE_MOUNT,
                Initiator.CLIENT,
                "The page dropped this connection unused and made another at once, which stayed, as a component does that"
                        + " is mounted twice.",
                List.of(
                        dropped(facts),
                        "connection " + cameBack.connection() + " came from the same page "
                                + Phrases.time(cameBack.after().abs())
                                + (cameBack.after().isNegative() ? " before that" : " later") + ", and stayed",
                        "the same client: " + cameBack.knownBy().meaning(),
                        "a page of " + origin + ", a developer's machine or network"));
    }

    private static boolean droppedUnused(Case facts) {
        if (facts.timeline().has(Fact.FirstMessage.class)
                || facts.timeline().has(Fact.Hello.class)
                || open(facts).compareTo(AT_ONCE) > 0) {
            return false;
        }
        CloseFrame frame = facts.closedByPeer();
        TransportEnd lost = facts.lostTransport();
        return frame != null
                ? frame.reason().isEmpty() && PLAIN_CODES.contains(frame.reportedCode())
                : lost instanceof TransportEnd.PeerFin || lost instanceof TransportEnd.PeerReset;
    }

    /// From the 101 to the beginning of the end.
    private static Duration open(Case facts) {
        return facts.timeline()
                .when(Fact.Upgraded.class)
                .map(at -> facts.endingAt().minus(at))
                .orElse(Duration.ZERO);
    }

    private static String dropped(Case facts) {
        TransportEnd lost = facts.lostTransport();
        CloseFrame frame = facts.closedByPeer();
        String how =
                frame != null ? "the client sent " + Phrases.frame(frame) : lost == null ? "" : Phrases.transport(lost);
        return facts.upgraded()
                ? how + " " + Phrases.time(open(facts)) + " after our 101, and no message came"
                : how + " before the handshake was answered";
    }

    /// `http://localhost:5173`, `http://192.168.1.20:3000`, `https://laptop.local`.
    private static boolean developers(String origin) {
        int scheme = origin.indexOf("://");
        String host = (scheme < 0 ? origin : origin.substring(scheme + 3)).toLowerCase(Locale.ROOT);
        if (host.startsWith("[")) {
            return host.startsWith("[::1]") || host.startsWith("[fe80:") || host.startsWith("[fd");
        }
        int port = host.indexOf(':');
        String name = port < 0 ? host : host.substring(0, port);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || name.endsWith(".local")
                || name.endsWith(".test")
                || (name.matches("[0-9.]+") && name.matches("(127|10|192\\.168|172\\.(1[6-9]|2\\d|3[01]))\\..*"));
    }
}
