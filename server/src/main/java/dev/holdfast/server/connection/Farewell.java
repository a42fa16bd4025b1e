package dev.holdfast.server.connection;

import dev.holdfast.core.cause.Answer;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.Retry;
import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.HandshakeProblem;
import dev.holdfast.server.handshake.HttpAnswer;
import dev.holdfast.server.protocol.Replies;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What we say when we end a connection: the same cause as HTTP answer, as `goodbye` and as close frame. Nothing of an
/// exception and nothing secret is in it.
///
/// @param decision the ground
/// @param explanation what the classifier makes of it
public record Farewell(Decision decision, Explanation explanation) {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Duration AFTER_A_LIMIT = Duration.ofSeconds(5);

    /// The close frame. Its reason begins with the cause's id, so that a plain client can tell causes apart.
    public CloseFrame frame() {
        if (decision instanceof Decision.ApplicationClosed closed) {
            return closed.frame();
        }
        CloseCode code = code();
        return CloseFrame.of(code, explanation.cause().id() + ": " + explanation.summary());
    }

    private CloseCode code() {
        if (decision instanceof Decision.Violated violated) {
            return violated.kind().code();
        }
        CloseCode code = answer().closeCode();
        return code == null ? CloseCode.POLICY_VIOLATION : code;
    }

    /// Whether a close frame can carry this refusal at all.
    public boolean canBeClose() {
        return answer().closeCode() != null;
    }

    /// The same for a client on `holdfast.v1`, which is told more than a close frame holds.
    public String goodbye() {
        CloseFrame frame = frame();
        CloseCode code = frame.code() == null ? CloseCode.NORMAL : frame.code();
        return Replies.goodbye(code, explanation.cause(), retry(), retryAfter());
    }

    private Retry retry() {
        if (decision instanceof Decision.ApplicationClosed closed) {
            CloseCode code = closed.frame().code();
            return code == null ? Retry.NO : Retry.advisedBy(code);
        }
        return answer().retry();
    }

    private @Nullable Duration retryAfter() {
        return switch (decision) {
            case Decision.Draining draining -> draining.retryAfter();
            case Decision.BackendLeaving leaving -> leaving.retryAfter();
            case Decision.HeldBack held -> held.retryAfter();
            case Decision.AdmissionRefused _, Decision.NotReady _ -> AFTER_A_LIMIT;
            default -> null;
        };
    }

    /// The HTTP answer that refuses a handshake.
    public byte[] http(String connectionId) {
        int status = status();
        Map<String, String> headers = new LinkedHashMap<>();
        if (status == 405) {
            headers.put("Allow", "GET");
        }
        if (status == 426) {
            // RFC 9110 15.5.22 wants Upgrade in a 426, RFC 6455 4.4 the version that is understood.
            headers.put("Upgrade", "websocket");
            headers.put("Sec-WebSocket-Version", "13");
        }
        if (status == 401) {
            headers.put("WWW-Authenticate", "Bearer");
        }
        if (status == 503 || status == TOO_MANY_REQUESTS) {
            Duration after = retryAfter();
            headers.put("Retry-After", Long.toString(after == null ? 5 : Math.max(1, after.toSeconds())));
        }
        return HttpAnswer.last(status, headers, Replies.refusal(explanation, connectionId));
    }

    public int status() {
        if (decision instanceof Decision.HandshakeMalformed(HandshakeProblem problem, String _)) {
            return problem.status();
        }
        Integer status = answer().httpStatus();
        return status == null ? 400 : status;
    }

    private Answer answer() {
        return explanation.cause().answer();
    }
}
