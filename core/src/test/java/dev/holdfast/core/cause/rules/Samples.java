package dev.holdfast.core.cause.rules;

import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TcpSample;
import dev.holdfast.core.evidence.AdmissionLimit;
import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.HandshakeProblem;
import dev.holdfast.core.evidence.NodeHealth;
import dev.holdfast.core.evidence.PathEvidence;
import dev.holdfast.core.evidence.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One decision of every kind, and of every value in it that a rule could look at.
final class Samples {
    static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private Samples() {}

    static List<Decision> decisions() {
        return Stream.of(
                        Stream.of(HandshakeProblem.values())
                                .map(problem -> new Decision.HandshakeMalformed(problem, "what was found")),
                        authProblems().stream().map(Decision.AuthRefused::new),
                        Stream.of(AdmissionLimit.values()).map(limit -> new Decision.AdmissionRefused(limit, 100)),
                        Stream.of(PathEvidence.values()).map(Samples::heartbeatMissed),
                        Stream.of(Violation.values()).map(kind -> new Decision.Violated(kind, "what was found")),
                        Stream.of(
                                new Decision.PathUnknown("/chat", List.of("/ws")),
                                new Decision.OriginRefused("https://evil.example", List.of("https://app.example")),
                                new Decision.SubprotocolRefused(List.of("soap"), List.of("holdfast.v1"), false),
                                new Decision.SubprotocolRefused(
                                        List.of("jwt.<redacted>"), List.of("holdfast.v1"), true),
                                new Decision.NotReady(),
                                new Decision.HeldBack("i-1", "user alice", "token-expired", TEN_SECONDS),
                                new Decision.HandshakeTimedOut(TEN_SECONDS, 17),
                                new Decision.FirstMessageTimedOut(TEN_SECONDS),
                                overflow(tcp(0, 4, 4, Duration.ofMillis(300))),
                                overflow(null),
                                overflow(tcp(3, 5, 0, Duration.ofSeconds(12))),
                                new Decision.HandlerErrorLimit(5, "e-5", "java.lang.IllegalStateException"),
                                applicationClosed(1000, Duration.ofMinutes(1), 7),
                                applicationClosed(1000, Duration.ofMillis(3), 0),
                                new Decision.CredentialExpired(Duration.ofSeconds(25)),
                                new Decision.MaximumAge(Duration.ofHours(2)),
                                new Decision.ClosedByOperator("a test that ran wild"),
                                new Decision.Draining("SIGTERM", Duration.ofSeconds(4)),
                                new Decision.InternalFault("e-9", "java.lang.NullPointerException")))
                .<Decision>flatMap(decisions -> decisions)
                .toList();
    }

    static List<AuthProblem> authProblems() {
        Set<Carrier> header = Set.of(Carrier.HEADER);
        return List.of(
                new AuthProblem.Missing(header),
                new AuthProblem.CarrierNotEnabled(Set.of(Carrier.COOKIE), header),
                new AuthProblem.CarriersConflict(Set.of(Carrier.HEADER, Carrier.COOKIE)),
                new AuthProblem.Malformed("header: not three parts"),
                new AuthProblem.SignatureInvalid("HS256"),
                new AuthProblem.KeyUnknown("key-7"),
                new AuthProblem.KeyUnknown(""),
                new AuthProblem.NoKeyConfigured(),
                new AuthProblem.Expired(Duration.ofMinutes(3)),
                new AuthProblem.NotYetValid(Duration.ofMinutes(5), "nbf"),
                new AuthProblem.AudienceMismatch("billing", "chat"),
                new AuthProblem.IssuerMismatch("", "https://issuer.example"),
                new AuthProblem.TicketUnknown(),
                new AuthProblem.BackendDown("the key server did not answer within 3 s"));
    }

    static Decision.HeartbeatMissed heartbeatMissed(PathEvidence path) {
        TcpSample sample = new TcpSample(
                1,
                path == PathEvidence.NOT_ACKNOWLEDGING ? 1 : 0,
                path == PathEvidence.NOT_ACKNOWLEDGING ? 5 : 0,
                0,
                0,
                path == PathEvidence.NOT_ACKNOWLEDGING ? TEN_SECONDS : Duration.ofMillis(40),
                Duration.ofSeconds(35),
                Duration.ofMillis(20),
                Duration.ofMillis(220));
        return new Decision.HeartbeatMissed(
                false, TEN_SECONDS, Duration.ofSeconds(35), path, path == PathEvidence.UNKNOWN ? null : sample);
    }

    static Decision.OutboundOverflow overflow(@Nullable TcpSample sample) {
        return new Decision.OutboundOverflow(2_000_000, 1_048_576, TEN_SECONDS, sample);
    }

    static TcpSample tcp(int unacknowledged, int backoff, int probes, Duration lastAckReceived) {
        return new TcpSample(
                1,
                unacknowledged,
                unacknowledged == 0 ? 0 : backoff,
                probes,
                backoff,
                lastAckReceived,
                Duration.ofSeconds(35),
                Duration.ofMillis(20),
                Duration.ofMillis(220));
    }

    static Decision.ApplicationClosed applicationClosed(int code, Duration age, long messagesBefore) {
        return new Decision.ApplicationClosed(CloseFrame.of(new CloseCode(code), "done"), age, messagesBefore);
    }

    /// The browser answered, its page did not.
    static Decision.HeartbeatMissed applicationPingMissed() {
        return new Decision.HeartbeatMissed(true, TEN_SECONDS, Duration.ofSeconds(9), PathEvidence.ACKNOWLEDGING, null);
    }

    /// The first ping after a long silence.
    static Decision.HeartbeatMissed missedAfter(Duration silence) {
        return new Decision.HeartbeatMissed(
                false, TEN_SECONDS, silence.plus(TEN_SECONDS), PathEvidence.NOT_ACKNOWLEDGING, null);
    }

    static Decision.ApplicationClosed idleClose() {
        return new Decision.ApplicationClosed(
                CloseFrame.of(CloseCode.NORMAL, "Idle Timeout"), Duration.ofMinutes(5), 7);
    }

    static Fact.PathDegraded pathDegraded() {
        return new Fact.PathDegraded(
                Duration.ofSeconds(4),
                new TcpSample(
                        1,
                        1,
                        1,
                        0,
                        1,
                        Duration.ofMillis(200),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(6)));
    }

    static Fact.NodeUnwell nodeUnwell(Duration stall, long acceptFailures) {
        return new Fact.NodeUnwell(new NodeHealth(
                Duration.ofMinutes(1), stall, Duration.ZERO, Duration.ZERO, 1_020L, 1_024L, acceptFailures, 0, 0));
    }
}
