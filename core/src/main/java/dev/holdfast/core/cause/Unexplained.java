package dev.holdfast.core.cause;

import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.LoggedEnding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is said when no rule knows: what was seen, and which facts would have decided. Honest, and never a
/// guess.
final class Unexplained {
    private static final List<String> MISSING_OF_A_LOSS = List.of(
            "the client's own report of this end: did its page, process or network go?",
            "the log of whatever stands between the client and us: did it cut the connection?",
            "two more ends with this same silence or age, which would show an idle or lifetime limit");

    /// A client that is gone right after our 101 refused it, was closed by its own program, or died.
    private static final List<String> MISSING_OF_A_DROP = List.of(
            "the client's own words: a browser's console says \"closed before the connection is established\" where the"
                    + " page closed it, and \"Error during WebSocket handshake\" where it refused the 101",
            "the 101 as it reached the client: did a box in between lose Sec-WebSocket-Protocol or change another line?",
            "the log of whatever stands between the client and us: did it cut the connection?");

    private Unexplained() {}

    static Explanation explain(Case facts) {
        TransportEnd backend = facts.lostBackend();
        if (backend != null) {
            return lostBackend(facts, backend);
        }
        Fact.EndLogged logged = facts.endLogged();
        if (logged != null) {
            return untold(facts, logged);
        }
        @Nullable TransportEnd end = facts.lostTransport();
        return switch (end) {
            case null ->
                explanation(
                        "The connection has not ended, as far as its facts go.",
                        List.of("no decision, no close frame and no end of TCP is recorded"),
                        List.of("the end itself"));
            case TransportEnd.LocalClose _, TransportEnd.LocalAbort _ -> endedByUs(end);
            case TransportEnd.PeerFin _, TransportEnd.PeerReset _, TransportEnd.TimedOut _, TransportEnd.Failed _ ->
                facts.upgraded() ? lost(facts, end) : beforeOpen(facts, end);
        };
    }

    private static Explanation lost(Case facts, TransportEnd end) {
        String how = Phrases.transport(end);
        List<String> evidence = new ArrayList<>();
        evidence.add(how);
        evidence.add("no close frame came");
        facts.totals().ifPresent(totals -> {
            evidence.add(
                    "the last bytes from the client came " + Phrases.time(totals.sinceReceived()) + " before the end");
            evidence.add(Phrases.count(totals.counters().messagesReceived(), "message") + " received, "
                    + totals.counters().messagesSent() + " sent");
        });
        return explanation(
                "The connection was lost without a close frame after " + Phrases.time(facts.openFor()) + ": " + how
                        + ", and nothing here shows who wanted it.",
                evidence,
                facts.droppedAtOnceAfter() == null ? MISSING_OF_A_LOSS : MISSING_OF_A_DROP);
    }

    private static Explanation untold(Case facts, Fact.EndLogged logged) {
        List<String> evidence = new ArrayList<>();
        evidence.add("the log of " + logged.by() + " says: " + logged.ending().meaning()
                + (logged.words().isEmpty() ? "" : " (" + logged.words() + ")"));
        Duration open = facts.openFor();
        String how = switch (logged.ending()) {
            case CLIENT_GONE, CLIENT_RESET -> "from the client's side ";
            case BACKEND_GONE -> "from the backend's side ";
            case UNTOLD,
                    REFUSED,
                    ANSWERED,
                    REPLY_REFUSED,
                    UNREACHED,
                    UNTRUSTED,
                    CLIENT_CLOSED,
                    SERVER_CLOSED,
                    SILENCE,
                    OPERATOR,
                    STOPPED -> "";
        };
        return new Explanation(
                Cause.UNEXPLAINED,
                Confidence.NONE,
                logged.ending() == LoggedEnding.BACKEND_GONE ? Initiator.BACKEND : Initiator.UNKNOWN,
                false,
                "The connection was ended " + how + (open.isZero() ? "" : "after " + Phrases.time(open) + " ") + "and "
                        + logged.by() + "'s log alone does not show why.",
                evidence,
                Cause.UNEXPLAINED.fix(),
                logged.ending() == LoggedEnding.UNREACHED
                        ? List.of("what is at that address, seen from outside: name, TCP, TLS and HTTP answer")
                        : List.of(
                                "the close frames, which " + logged.by() + " does not log",
                                "the log of the server behind it, or the client's own report, of this end"));
    }

    private static Explanation lostBackend(Case facts, TransportEnd end) {
        String how = Phrases.backendTransport(end);
        List<String> evidence = new ArrayList<>();
        evidence.add(how + " (upstream leg)");
        evidence.add("no close frame came from either side before");
        facts.timeline()
                .last(Fact.UpstreamTotals.class)
                .ifPresent(totals -> evidence.add("the last bytes from the backend came "
                        + Phrases.time(totals.sinceReceived()) + " before the end, the last to it "
                        + Phrases.time(totals.sinceSent())));
        evidence.add("the client (downstream leg) was still there");
        facts.timeline()
                .last(Fact.UpstreamLookedAfter.class)
                .filter(look -> !look.refused())
                .ifPresent(_ -> evidence.add(
                        "a new connection to its address was taken right after it, so something listens there"));
        return new Explanation(
                Cause.UNEXPLAINED,
                Confidence.NONE,
                Initiator.BACKEND,
                false,
                "The backend's side ended the connection without a close frame after " + Phrases.time(facts.openFor())
                        + ": " + how + ", and nothing here shows why.",
                evidence,
                Cause.UNEXPLAINED.fix(),
                List.of(
                        "the backend's own log at this moment: did its process end, crash or close the socket?",
                        "the log of whatever stands between this gateway and the backend",
                        "two more ends with this same silence or age, which would show an idle or lifetime limit"));
    }

    private static Explanation beforeOpen(Case facts, TransportEnd end) {
        return explanation(
                "The connection was lost after " + Phrases.time(facts.endingAt())
                        + ", before its opening handshake was answered: " + Phrases.transport(end) + ".",
                List.of(
                        Phrases.transport(end),
                        facts.handshake().isPresent()
                                ? "a complete request waited for its answer"
                                : "no complete request had come"),
                List.of("the client's own report of this attempt"));
    }

    /// Can't happen while one class closes and takes a decision to do so; said plainly, so that it is found
    /// if it does.
    private static Explanation endedByUs(TransportEnd end) {
        return explanation(
                "This server ended the connection without recording a decision, which is a defect of Holdfast.",
                List.of(Phrases.transport(end)),
                List.of("our own decision: please report this line of the log"));
    }

    private static Explanation explanation(String summary, List<String> evidence, List<String> missing) {
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
