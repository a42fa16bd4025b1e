package dev.holdfast.core.lifecycle;

import static dev.holdfast.core.lifecycle.ConnectionState.AUTHENTICATING;
import static dev.holdfast.core.lifecycle.ConnectionState.AWAITING_CREDENTIAL;
import static dev.holdfast.core.lifecycle.ConnectionState.CLOSING_BY_PEER;
import static dev.holdfast.core.lifecycle.ConnectionState.CLOSING_BY_US;
import static dev.holdfast.core.lifecycle.ConnectionState.ENDED;
import static dev.holdfast.core.lifecycle.ConnectionState.FINISHING;
import static dev.holdfast.core.lifecycle.ConnectionState.OPEN;
import static dev.holdfast.core.lifecycle.ConnectionState.REFUSED_BY_US;
import static dev.holdfast.core.lifecycle.Effect.ABORT_TRANSPORT;
import static dev.holdfast.core.lifecycle.Effect.ANNOUNCE_OPEN;
import static dev.holdfast.core.lifecycle.Effect.ANSWER_CLOSE;
import static dev.holdfast.core.lifecycle.Effect.ARM_CLOSE_DEADLINE;
import static dev.holdfast.core.lifecycle.Effect.ARM_CREDENTIAL_DEADLINE;
import static dev.holdfast.core.lifecycle.Effect.AUTHENTICATE;
import static dev.holdfast.core.lifecycle.Effect.CANCEL_AUTHENTICATION;
import static dev.holdfast.core.lifecycle.Effect.CLOSE_TRANSPORT;
import static dev.holdfast.core.lifecycle.Effect.FINISH_TRANSPORT;
import static dev.holdfast.core.lifecycle.Effect.REPORT;
import static dev.holdfast.core.lifecycle.Effect.STOP_DELIVERY;
import static dev.holdfast.core.lifecycle.Effect.WRITE_CLOSE;
import static dev.holdfast.core.lifecycle.Effect.WRITE_REFUSAL;
import static dev.holdfast.core.lifecycle.Effect.WRITE_UPGRADE;

/// All transitions of a connection.
///
/// The rules they keep:
/// 1. Every life ends in `ENDED`, by `TRANSPORT_GONE` and by nothing else, and reports exactly once.
/// 2. An end that has begun is never begun again: later decisions and late answers change nothing.
/// 3. A close frame is written at most once (RFC 6455 5.5.1), and never after the peer's without being its answer.
/// 4. Whatever waits has a deadline, and whatever passes a deadline frees the socket.
///
/// Events that can't happen in a state (a request on an open connection) are faults of the caller and throw; events
/// that merely come late are ignored.
public final class Lifecycle {
    private Lifecycle() {}

    public static Transition next(ConnectionState state, ConnectionEvent event) {
        if (event == ConnectionEvent.TRANSPORT_GONE) {
            return switch (state) {
                case ACCEPTED -> Transition.to(ENDED, REPORT);
                case AUTHENTICATING -> Transition.to(ENDED, CANCEL_AUTHENTICATION, REPORT);
                case AWAITING_CREDENTIAL, OPEN -> Transition.to(ENDED, STOP_DELIVERY, REPORT);
                case REFUSED_BY_US, CLOSING_BY_US, CLOSING_BY_PEER, FINISHING -> Transition.to(ENDED, REPORT);
                case ENDED -> Transition.to(ENDED);
            };
        }
        return switch (state) {
            case ACCEPTED -> accepted(event);
            case AUTHENTICATING -> authenticating(event);
            case AWAITING_CREDENTIAL -> awaitingCredential(event);
            case OPEN -> open(event);
            case REFUSED_BY_US -> refused(event);
            case CLOSING_BY_US -> closingByUs(event);
            case CLOSING_BY_PEER -> closingByPeer(event);
            case FINISHING -> finishing(event);
            case ENDED -> Transition.to(ENDED);
        };
    }

    private static Transition accepted(ConnectionEvent event) {
        return switch (event) {
            case REQUEST_RECEIVED -> Transition.to(AUTHENTICATING, AUTHENTICATE);
            case REFUSED_WITH_HTTP -> Transition.to(REFUSED_BY_US, ARM_CLOSE_DEADLINE, WRITE_REFUSAL);
            case REFUSED_WITH_CLOSE -> Transition.to(CLOSING_BY_US, ARM_CLOSE_DEADLINE, WRITE_UPGRADE, WRITE_CLOSE);
            case PEER_FIN -> Transition.to(FINISHING, CLOSE_TRANSPORT);
            case ADMITTED,
                    CREDENTIAL_PENDING,
                    END_DECIDED,
                    CLOSE_FRAME_RECEIVED,
                    CLOSE_DEADLINE_PASSED,
                    TRANSPORT_GONE -> throw impossible(ConnectionState.ACCEPTED, event);
        };
    }

    private static Transition authenticating(ConnectionEvent event) {
        return switch (event) {
            case ADMITTED -> Transition.to(OPEN, WRITE_UPGRADE, ANNOUNCE_OPEN);
            case CREDENTIAL_PENDING -> Transition.to(AWAITING_CREDENTIAL, WRITE_UPGRADE, ARM_CREDENTIAL_DEADLINE);
            case REFUSED_WITH_HTTP ->
                Transition.to(REFUSED_BY_US, CANCEL_AUTHENTICATION, ARM_CLOSE_DEADLINE, WRITE_REFUSAL);
            case REFUSED_WITH_CLOSE ->
                Transition.to(CLOSING_BY_US, CANCEL_AUTHENTICATION, ARM_CLOSE_DEADLINE, WRITE_UPGRADE, WRITE_CLOSE);
            case PEER_FIN -> Transition.to(FINISHING, CANCEL_AUTHENTICATION, CLOSE_TRANSPORT);
            case REQUEST_RECEIVED, END_DECIDED, CLOSE_FRAME_RECEIVED, CLOSE_DEADLINE_PASSED, TRANSPORT_GONE ->
                throw impossible(AUTHENTICATING, event);
        };
    }

    private static Transition awaitingCredential(ConnectionEvent event) {
        return switch (event) {
            case ADMITTED -> Transition.to(OPEN, ANNOUNCE_OPEN);
            case END_DECIDED, CLOSE_FRAME_RECEIVED, PEER_FIN -> open(event);
            case REQUEST_RECEIVED,
                    CREDENTIAL_PENDING,
                    REFUSED_WITH_HTTP,
                    REFUSED_WITH_CLOSE,
                    CLOSE_DEADLINE_PASSED,
                    TRANSPORT_GONE -> throw impossible(AWAITING_CREDENTIAL, event);
        };
    }

    private static Transition open(ConnectionEvent event) {
        return switch (event) {
            case END_DECIDED -> Transition.to(CLOSING_BY_US, STOP_DELIVERY, ARM_CLOSE_DEADLINE, WRITE_CLOSE);
            case CLOSE_FRAME_RECEIVED ->
                Transition.to(CLOSING_BY_PEER, STOP_DELIVERY, ARM_CLOSE_DEADLINE, ANSWER_CLOSE);
            // A peer that ends without a close frame has nothing more to say, and a half-open WebSocket is of no use.
            case PEER_FIN -> Transition.to(FINISHING, STOP_DELIVERY, CLOSE_TRANSPORT);
            case REQUEST_RECEIVED,
                    ADMITTED,
                    CREDENTIAL_PENDING,
                    REFUSED_WITH_HTTP,
                    REFUSED_WITH_CLOSE,
                    CLOSE_DEADLINE_PASSED,
                    TRANSPORT_GONE -> throw impossible(OPEN, event);
        };
    }

    private static Transition refused(ConnectionEvent event) {
        return switch (event) {
            case PEER_FIN -> Transition.to(FINISHING, CLOSE_TRANSPORT);
            case CLOSE_DEADLINE_PASSED -> Transition.to(FINISHING, ABORT_TRANSPORT);
            case ADMITTED, CREDENTIAL_PENDING, REFUSED_WITH_HTTP, REFUSED_WITH_CLOSE, END_DECIDED ->
                Transition.to(REFUSED_BY_US);
            case REQUEST_RECEIVED, CLOSE_FRAME_RECEIVED, TRANSPORT_GONE -> throw impossible(REFUSED_BY_US, event);
        };
    }

    private static Transition closingByUs(ConnectionEvent event) {
        return switch (event) {
            case CLOSE_FRAME_RECEIVED -> Transition.to(FINISHING, FINISH_TRANSPORT);
            case PEER_FIN -> Transition.to(FINISHING, CLOSE_TRANSPORT);
            case CLOSE_DEADLINE_PASSED -> Transition.to(FINISHING, ABORT_TRANSPORT);
            case ADMITTED, CREDENTIAL_PENDING, REFUSED_WITH_HTTP, REFUSED_WITH_CLOSE, END_DECIDED ->
                Transition.to(CLOSING_BY_US);
            case REQUEST_RECEIVED, TRANSPORT_GONE -> throw impossible(CLOSING_BY_US, event);
        };
    }

    private static Transition closingByPeer(ConnectionEvent event) {
        return switch (event) {
            case PEER_FIN -> Transition.to(FINISHING, CLOSE_TRANSPORT);
            case CLOSE_DEADLINE_PASSED -> Transition.to(FINISHING, ABORT_TRANSPORT);
            case ADMITTED, END_DECIDED, CLOSE_FRAME_RECEIVED -> Transition.to(CLOSING_BY_PEER);
            case REQUEST_RECEIVED, CREDENTIAL_PENDING, REFUSED_WITH_HTTP, REFUSED_WITH_CLOSE, TRANSPORT_GONE ->
                throw impossible(CLOSING_BY_PEER, event);
        };
    }

    private static Transition finishing(ConnectionEvent event) {
        return switch (event) {
            case PEER_FIN -> Transition.to(FINISHING, CLOSE_TRANSPORT);
            case CLOSE_DEADLINE_PASSED -> Transition.to(FINISHING, ABORT_TRANSPORT);
            case ADMITTED,
                    CREDENTIAL_PENDING,
                    REFUSED_WITH_HTTP,
                    REFUSED_WITH_CLOSE,
                    END_DECIDED,
                    CLOSE_FRAME_RECEIVED -> Transition.to(FINISHING);
            case REQUEST_RECEIVED, TRANSPORT_GONE -> throw impossible(FINISHING, event);
        };
    }

    private static IllegalStateException impossible(ConnectionState state, ConnectionEvent event) {
        return new IllegalStateException(
                "a connection that is " + state.word() + " can't meet " + event + ": expected an event of that state");
    }
}
