package dev.holdfast.proxy.plain;

import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.evidence.BackendProblem;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Timeline;
import dev.holdfast.server.connection.Farewell;
import dev.holdfast.server.handshake.HttpAnswer;
import dev.holdfast.server.protocol.Replies;
import dev.holdfast.server.time.Deadlines;
import dev.holdfast.server.transport.Transport;
import java.time.Duration;
import java.util.Map;

/// How a connection that carries plain requests comes to its end: what is said last, and the two FINs. Used on the
/// connection's event loop.
final class Ending {
    private final PlainParts parts;
    private final Transport client;
    private final Deadlines deadlines;
    private boolean withAnswer;
    private boolean finSeen;
    private boolean finSent;

    Ending(PlainParts parts, Transport client, Deadlines deadlines) {
        this.parts = parts;
        this.client = client;
        this.deadlines = deadlines;
    }

    /// It ends with the answer that is being given, which has [the time of every
    /// end][dev.holdfast.server.options.ClosingOptions#timeout()] for it.
    void withAnswer() {
        withAnswer = true;
        await();
    }

    /// Whether it ends with the answer that is being given.
    boolean isWithAnswer() {
        return withAnswer;
    }

    /// The answer to a request on a ground of ours.
    byte[] refusal(Decision decision) {
        Timeline.Recorder ground =
                new Timeline.Recorder(parts.time().wall(), parts.time().nanos());
        ground.record(parts.time().nanos(), new Fact.Accepted(client.remoteAddress()));
        ground.record(parts.time().nanos(), decision);
        Explanation explanation = parts.classifier().explain(ground.timeline());
        String id = parts.ids().connection();
        // What has come from the backend, or its end, is a bad answer (RFC 9110 15.6.3), and not one that is late.
        return decision instanceof Decision.BackendFailed failed
                        && failed.problem() != BackendProblem.CONNECT_TIMEOUT
                        && failed.problem() != BackendProblem.ANSWER_TIMEOUT
                ? HttpAnswer.last(502, Map.of(), Replies.refusal(explanation, id))
                : new Farewell(decision, explanation).http(id);
    }

    /// The answer to a request whose rest does not come.
    static byte[] bodyStalled(Duration limit) {
        String text = "{\"error\":\"nothing of the request's body came for " + limit.toSeconds() + " s\"}";
        return HttpAnswer.last(408, Map.of(), text);
    }

    /// The last has been said: our FIN goes out, and the client has its time for its own.
    void finish() {
        deadlines.clearAll();
        await();
        client.finish(() -> {
            finSent = true;
            if (finSeen) {
                client.close();
            }
        });
    }

    private void await() {
        deadlines.set(Deadlines.Kind.CLOSE, parts.options().closing().timeout());
    }

    /// Who ends its side takes no answer any more: of a page that is closed, this is all that is to be seen.
    ///
    /// @param saidLast whether our FIN is on its way
    void clientEnded(boolean saidLast) {
        finSeen = true;
        if (!saidLast || finSent) {
            client.close();
        }
    }
}
