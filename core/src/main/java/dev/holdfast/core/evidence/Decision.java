package dev.holdfast.core.evidence;

import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TcpSample;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A ground on which *we* refused a handshake or ended a connection. Nothing of ours ends a connection without handing
/// one of these to the one class that closes: that is how "no close without a cause" is kept.
///
/// The first decision counts; once an end has begun no other is recorded.
public sealed interface Decision extends Fact, Fact.Ending {

    /// The opening handshake request broke RFC 6455 or HTTP.
    record HandshakeMalformed(HandshakeProblem problem, String detail) implements Decision {}

    /// @param expected the paths that are served here
    record PathUnknown(String path, List<String> expected) implements Decision {
        public PathUnknown {
            expected = List.copyOf(expected);
        }
    }

    record OriginRefused(String origin, List<String> allowed) implements Decision {
        public OriginRefused {
            allowed = List.copyOf(allowed);
        }
    }

    /// No subprotocol could be selected from what was offered; a 101 without one would make a browser drop the
    /// connection.
    ///
    /// @param offered as offered, tokens redacted
    /// @param onlyTokens whether every entry carried a token, so that nothing could be selected at all
    record SubprotocolRefused(List<String> offered, List<String> supported, boolean onlyTokens) implements Decision {
        public SubprotocolRefused {
            offered = List.copyOf(offered);
            supported = List.copyOf(supported);
        }
    }

    record AuthRefused(AuthProblem problem) implements Decision {}

    record AdmissionRefused(AdmissionLimit limit, int allowed) implements Decision {}

    /// A handshake came before the server was ready.
    record NotReady() implements Decision {}

    /// The client is in a reconnect loop and is to wait.
    ///
    /// @param incident the loop's id
    /// @param client who is in it, such as `user alice`
    /// @param repeats the id of the cause that repeats, as far as it was known when the loop was found
    record HeldBack(String incident, String client, String repeats, Duration retryAfter) implements Decision {}

    /// @param bytesReceived what had come by then
    record HandshakeTimedOut(Duration limit, long bytesReceived) implements Decision {}

    /// The connection was accepted for first-message authentication and no credential came.
    record FirstMessageTimedOut(Duration limit) implements Decision {}

    /// A heartbeat was not answered in time.
    ///
    /// @param application whether it was the JSON heartbeat; the protocol ping otherwise
    /// @param waited since the ping left
    /// @param silence since any byte came
    /// @param path what TCP knows of the way to the peer
    record HeartbeatMissed(
            boolean application,
            Duration waited,
            Duration silence,
            PathEvidence path,
            @Nullable TcpSample sample) implements Decision {}

    record Violated(Violation kind, String detail) implements Decision {}

    /// The peer did not take what was sent to it.
    ///
    /// @param blocked since it last took all of it
    /// @param sample what TCP said then, which tells a peer that does not take from a path that is dead
    record OutboundOverflow(
            long queuedBytes,
            long limitBytes,
            Duration blocked,
            @Nullable TcpSample sample) implements Decision {}

    record HandlerErrorLimit(int consecutive, String errorId, String exception) implements Decision {}

    /// The application ended TCP without a close frame.
    ///
    /// @param why in the application's words
    /// @param age as of a close
    record ApplicationAborted(String why, Duration age, long messagesBefore) implements Decision {}

    /// The application closed.
    ///
    /// @param age from when its handler was told of the connection to its call of `close`
    /// @param messagesBefore data messages received until then
    record ApplicationClosed(CloseFrame frame, Duration age, long messagesBefore) implements Decision {}

    /// The credential expired while the connection was open and no new one came within the grace.
    record CredentialExpired(Duration grace) implements Decision {}

    record MaximumAge(Duration limit) implements Decision {}

    /// Somebody closed it by the diagnostics API.
    ///
    /// @param reason in the operator's words, for the log
    record ClosedByOperator(String reason) implements Decision {}

    /// The server stops.
    ///
    /// @param retryAfter the moment within the drain window that this client was told to come back after
    record Draining(String signal, Duration retryAfter) implements Decision {}

    /// One of a gateway's several backends says that it goes away, so its connections are to go to others.
    ///
    /// @param sign by what it said so, of the backend, past tense
    /// @param retryAfter as of a drain
    record BackendLeaving(String backend, String sign, Duration retryAfter) implements Decision {}

    /// A gateway had no answer of its backend to hand on.
    ///
    /// @param waited since the handshake was complete
    record BackendFailed(String backend, BackendProblem problem, String detail, Duration waited) implements Decision {}

    /// The backend did not answer a gateway's ping in time.
    ///
    /// @param waited since the ping left
    /// @param silence since any byte came from it
    /// @param path what TCP knows of the way to it
    record BackendSilent(
            String backend,
            Duration waited,
            Duration silence,
            PathEvidence path,
            @Nullable TcpSample sample) implements Decision {}

    /// A fault of our own program.
    record InternalFault(String errorId, String exception) implements Decision {}
}
