package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.evidence.Fact;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An end of which only another program's log tells. What that program did of its own it knows; never more than LIKELY
/// all the same, because a limit of silence is reached by a dead client as well as by a quiet one, and a
/// status has more than one meaning.
final class LoggedEndRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Fact.EndLogged logged = facts.endLogged();
        if (logged == null) {
            return null;
        }
        List<String> evidence = new ArrayList<>();
        evidence.add("the log of " + logged.by() + " says: " + logged.ending().meaning()
                + (logged.words().isEmpty() ? "" : " (" + logged.words() + ")"));
        return switch (logged.ending()) {
            case SILENCE -> silence(facts, logged, evidence);
            case OPERATOR ->
                Finding.likely(
                        Cause.CLOSED_BY_OPERATOR,
                        Initiator.OPERATOR,
                        "Somebody who operates " + logged.by() + " ended the connection.",
                        evidence);
            case STOPPED ->
                Finding.likely(
                        Cause.DEPLOY_OR_DRAIN,
                        Initiator.OPERATOR,
                        logged.by() + " was stopped while the connection was open.",
                        evidence);
            case REFUSED -> {
                evidence.add(
                        "whether " + logged.by() + " answered itself, or what is behind it, the log does not tell");
                yield refused(facts, logged, evidence);
            }
            case ANSWERED -> refused(facts, logged, evidence);
            case REPLY_REFUSED -> replyRefused(logged, evidence);
            case UNREACHED ->
                logged.words().contains("CONNECTION_REFUSED")
                        ? Finding.likely(
                                Cause.CONNECT_REFUSED,
                                Initiator.SERVER,
                                "Nothing accepted connections at the address that the client tried.",
                                evidence)
                        : null;
            case UNTRUSTED ->
                Finding.likely(
                        Cause.TLS_CERT_UNTRUSTED,
                        Initiator.CLIENT,
                        "The client did not trust the server's certificate.",
                        evidence);
            case CLIENT_CLOSED ->
                Finding.likely(
                                Cause.CLIENT_LEFT,
                                Initiator.CLIENT,
                                "The client closed the connection; the log does not have the code.",
                                evidence)
                        .asExpected();
            case SERVER_CLOSED ->
                new Finding(
                        Cause.APPLICATION_CLOSED,
                        Confidence.POSSIBLE,
                        Initiator.SERVER,
                        false,
                        "The server closed the connection; the log does not have its code and reason.",
                        evidence,
                        "Look into the server's log at this moment, or at the close event in the page.");
            case CLIENT_GONE, CLIENT_RESET ->
                facts.upgraded()
                        ? null
                        : Finding.likely(
                                Cause.HANDSHAKE_ABANDONED,
                                Initiator.CLIENT,
                                "The client's side went away before its opening handshake was answered.",
                                evidence);
            case UNTOLD, BACKEND_GONE -> null;
        };
    }

    private static @Nullable Finding silence(Case facts, Fact.EndLogged logged, List<String> evidence) {
        if (!facts.upgraded()) {
            return null;
        }
        if (!facts.openFor().isZero()) {
            evidence.add("open for " + Phrases.time(facts.openFor()));
        }
        evidence.add("a client that is dead looks the same as one that is quiet");
        return Finding.likely(
                Cause.PROXY_IDLE_TIMEOUT,
                Initiator.NETWORK,
                logged.by() + " ended the connection because nothing had come for as long as its time limit.",
                evidence);
    }

    private static @Nullable Finding refused(Case facts, Fact.EndLogged logged, List<String> evidence) {
        Integer status = logged.status();
        if (status == null) {
            return null;
        }
        facts.handshake().ifPresent(asked -> evidence.add("asked for " + asked.path()));
        String answered = " (" + status + ").";
        return switch (status) {
            case 301, 302, 303, 307, 308 ->
                found(
                        Cause.REDIRECT_ON_HANDSHAKE,
                        Confidence.LIKELY,
                        "The opening handshake was answered with a redirect, which browsers do not follow" + answered,
                        evidence);
            case 400 ->
                found(
                        Cause.HANDSHAKE_MALFORMED,
                        Confidence.POSSIBLE,
                        "The opening handshake was refused as a bad request" + answered,
                        evidence);
            case 401 ->
                found(
                        Cause.HANDSHAKE_AUTH_REJECTED,
                        Confidence.LIKELY,
                        "The opening handshake's credential was missing or not accepted" + answered,
                        evidence);
            case 403 ->
                found(
                        Cause.HANDSHAKE_AUTH_REJECTED,
                        Confidence.POSSIBLE,
                        "The opening handshake was refused: no right, an Origin that is not allowed, or no such route"
                                + answered,
                        evidence);
            case 200, 204, 404, 405, 426, 501 ->
                found(
                        Cause.WRONG_PATH,
                        Confidence.LIKELY,
                        "There is no WebSocket at the path that was asked for" + answered,
                        evidence);
            case 408 ->
                found(
                        Cause.HANDSHAKE_TIMEOUT,
                        Confidence.LIKELY,
                        "The opening handshake did not come in time" + answered,
                        evidence);
            case 413, 414, 431, 494 ->
                found(
                        Cause.HEADER_TOO_LARGE,
                        Confidence.LIKELY,
                        "The opening handshake's request line or headers were too large" + answered,
                        evidence);
            case 429 ->
                found(
                        Cause.RATE_LIMITED,
                        Confidence.LIKELY,
                        "The opening handshake was refused: too many requests" + answered,
                        evidence);
            case 502, 503 ->
                found(
                        Cause.BACKEND_UNREACHABLE,
                        Confidence.POSSIBLE,
                        "The backend was not there, or did not want the connection" + answered,
                        evidence);
            case 504 ->
                found(
                        Cause.BACKEND_NO_ANSWER,
                        Confidence.LIKELY,
                        "The backend did not answer the opening handshake in time" + answered,
                        evidence);
            default ->
                found(
                        status >= 500 ? Cause.BACKEND_ERROR : Cause.BACKEND_REFUSED_HANDSHAKE,
                        Confidence.LIKELY,
                        "The opening handshake was answered with an error" + answered,
                        evidence);
        };
    }

    /// A browser says in its own words what it does not accept.
    private static Finding replyRefused(Fact.EndLogged logged, List<String> evidence) {
        boolean notEchoed = logged.words().contains("Sec-WebSocket-Protocol")
                && logged.words().contains("no response");
        return notEchoed
                ? Finding.likely(
                        Cause.SUBPROTOCOL_NOT_ECHOED,
                        Initiator.CLIENT,
                        "The client offered subprotocols, the 101 selected none, and the client did not accept it.",
                        evidence)
                : Finding.likely(
                        Cause.HANDSHAKE_REPLY_INVALID,
                        Initiator.CLIENT,
                        "The client did not accept the 101 that reached it.",
                        evidence);
    }

    private static Finding found(Cause cause, Confidence confidence, String summary, List<String> evidence) {
        return new Finding(cause, confidence, Initiator.UNKNOWN, false, summary, evidence, cause.fix());
    }
}
