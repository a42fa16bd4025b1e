package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.evidence.BackendProblem;
import dev.holdfast.core.evidence.Decision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A gateway that had no answer of its backend to hand on, and answered itself.
///
/// Who began it: the backend only where something at its address acted, by a refusal, an end of TCP or words
/// that are no HTTP. Where nobody did, this gateway gave up, as a server does that waits for a request in
/// vain. When TLS fails either side may have ended it.
final class BackendFailedRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.BackendFailed failed = facts.decided(Decision.BackendFailed.class);
        if (failed == null) {
            return null;
        }
        BackendProblem problem = failed.problem();
        List<String> evidence = new ArrayList<>();
        evidence.add("the backend is " + failed.backend());
        evidence.add(
                failed.detail().contains(problem.meaning())
                        ? failed.detail()
                        : problem.meaning() + (failed.detail().isEmpty() ? "" : ": " + failed.detail()));
        evidence.add("the client waited " + Phrases.time(failed.waited()));
        return switch (problem) {
            case NAME_UNKNOWN, REFUSED, UNREACHABLE, CONNECT_TIMEOUT, CONNECT_FAILED ->
                found(
                        Cause.BACKEND_UNREACHABLE,
                        "The backend " + failed.backend() + " could not be reached",
                        facts,
                        failed,
                        evidence);
            case TLS_FAILED ->
                found(
                                Cause.BACKEND_UNREACHABLE,
                                "The backend " + failed.backend() + " could not be reached",
                                facts,
                                failed,
                                evidence)
                        .withFix("Give the gateway the authority that issued the backend's certificate "
                                + "(proxy.backend-tls.authorities), and the name in it where it is another than the "
                                + "address (proxy.backend-tls.name); ws:// where the backend speaks no TLS.");
            case NO_LOCAL_PORT ->
                Finding.proven(
                        Cause.EPHEMERAL_PORT_EXHAUSTION,
                        Initiator.SERVER,
                        "This gateway had no local port left for another connection to " + failed.backend() + ".",
                        evidence);
            case NO_FILE ->
                Finding.proven(
                                Cause.FD_EXHAUSTION,
                                Initiator.SERVER,
                                "This gateway had no file descriptor left for a connection to " + failed.backend()
                                        + ".",
                                evidence)
                        .withFix("Raise the limit of open files (LimitNOFILE, ulimit -n) above twice the number of"
                                + " connections, since each has one to its client and one to the backend; or lower"
                                + " limits.connections.");
            case ENDED_UNANSWERED, ANSWER_TIMEOUT, NOT_HTTP ->
                found(
                        Cause.BACKEND_NO_ANSWER,
                        "The backend " + failed.backend() + " gave no answer to the request",
                        facts,
                        failed,
                        evidence);
        };
    }

    private static Finding found(
            Cause cause, String what, Case facts, Decision.BackendFailed failed, List<String> evidence) {
        BackendProblem problem = failed.problem();
        Finding finding = Finding.proven(cause, initiator(problem), what + ": " + problem.meaning() + ".", evidence);
        boolean byTheClock = problem == BackendProblem.CONNECT_TIMEOUT || problem == BackendProblem.ANSWER_TIMEOUT;
        return byTheClock ? finding.unlessWeStoodStill(facts.ownStallWithin(failed.waited())) : finding;
    }

    private static Initiator initiator(BackendProblem problem) {
        return switch (problem) {
            case REFUSED, ENDED_UNANSWERED, NOT_HTTP -> Initiator.BACKEND;
            case NAME_UNKNOWN, UNREACHABLE, CONNECT_TIMEOUT, ANSWER_TIMEOUT, NO_LOCAL_PORT, NO_FILE -> Initiator.SERVER;
            case CONNECT_FAILED, TLS_FAILED -> Initiator.UNKNOWN;
        };
    }
}
