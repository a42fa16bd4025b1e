package dev.holdfast.proxy.relay;

import dev.holdfast.core.credential.AnyCredential;
import dev.holdfast.core.credential.HandshakeCarriers;
import dev.holdfast.core.evidence.BackendProblem;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.HandshakeProblem;
import dev.holdfast.proxy.http.ForwardedRequest;
import dev.holdfast.server.handshake.HandshakeFacts;
import dev.holdfast.server.handshake.HeadReader;
import dev.holdfast.server.handshake.RequestHead;
import dev.holdfast.server.question.PlainRequest;
import dev.holdfast.server.time.Deadlines.Kind;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A connection until it is upgraded or answered otherwise: reads the client's request, forwards it, and
/// relays the backend's answer. Gone once the connection is open.
final class Asking {
    private static final String WHY = "/why/";

    /// What came behind the request and waits for the backend; more than this waits in the kernel.
    private static final int MAX_EARLY = 64 * 1024;

    private final GatewayConnection connection;
    private final GatewayParts parts;
    private final HeadReader reader;
    private final BackendAnswer answer;

    private @Nullable RequestHead head;
    private @Nullable PlainRequest question;
    private @Nullable ByteBuf early;
    private @Nullable Reach reaching;
    private boolean websocket;
    private boolean asked;

    Asking(GatewayConnection connection, GatewayParts parts) {
        this.connection = connection;
        this.parts = parts;
        reader = new HeadReader(parts.options().limits());
        answer = new BackendAnswer(connection, this);
    }

    // ---- the client's side

    void fromClient(ByteBuf in) {
        if (head == null) {
            switch (reader.read(in)) {
                case HeadReader.More _ -> {}
                case HeadReader.Bad(var problem, String detail) ->
                    connection.end(new Decision.HandshakeMalformed(problem, detail));
                case HeadReader.Complete(RequestHead complete) -> {
                    head = complete;
                    keep(in);
                    requested(complete);
                }
            }
            return;
        }
        RelayLeg up = connection.up();
        if (!websocket && asked && up != null) {
            up.write(in.retain(), connection.now());
            return;
        }
        keep(in);
        answerQuestion();
    }

    private void keep(ByteBuf in) {
        if (!in.isReadable()) {
            return;
        }
        ByteBuf present = early;
        if (present == null) {
            present = in.alloc().buffer(in.readableBytes());
            early = present;
        }
        present.writeBytes(in);
        if (present.readableBytes() > MAX_EARLY) {
            connection.down().reading(false);
        }
    }

    private void requested(RequestHead request) {
        if (asksWhy(request.path())) {
            question = PlainRequest.of(
                    request, parts.questions(), connection.down().transport.remoteHost());
            if (question != null) {
                connection.plain();
                answerQuestion();
                return;
            }
        }
        boolean key = request.first("sec-websocket-key") != null || request.first("sec-websocket-version") != null;
        boolean upgrade = request.list("upgrade").stream().anyMatch(each -> each.equalsIgnoreCase("websocket"));
        websocket = key || upgrade;
        if (!websocket) {
            connection.plain();
            reach(request);
            return;
        }
        List<String> offered = request.list("sec-websocket-protocol");
        Map<Carrier, Set<String>> credentials = AnyCredential.in(
                new HandshakeCarriers(request.all("authorization"), request.all("cookie"), offered, request.query()));
        Fact.HandshakeReceived fact = HandshakeFacts.of(request, offered, credentials.keySet());
        if (!credentials.isEmpty()) {
            connection.presented(parts.marks().of(credentials));
        }
        if (!connection.requested(fact, HandshakeFacts.attempt(request))) {
            return;
        }
        boolean connectionUpgrade =
                request.list("connection").stream().anyMatch(each -> each.equalsIgnoreCase("upgrade"));
        if (key && !(upgrade && connectionUpgrade)) {
            // No backend can take it for a handshake any more.
            connection.end(new Decision.HandshakeMalformed(
                    HandshakeProblem.UPGRADE_STRIPPED,
                    "Sec-WebSocket-Key is there, Upgrade or Connection: upgrade is not"));
            return;
        }
        reach(request);
    }

    /// Whether it asks for an attempt that went through this gateway. Any other path of that beginning is the
    /// backend's.
    private boolean asksWhy(String path) {
        if (!path.startsWith(WHY)) {
            return false;
        }
        String attempt = path.substring(WHY.length());
        return HandshakeFacts.isAttempt(attempt)
                && (parts.questions().why().explain(attempt) != null
                        || parts.connections().attempted(attempt));
    }

    private void reach(RequestHead request) {
        Reach reach = new Reach(connection, request, websocket);
        reaching = reach;
        reach.begin();
    }

    private void answerQuestion() {
        PlainRequest asks = question;
        if (asks == null) {
            return;
        }
        ByteBuf present = early;
        int bytes = asks.bodyBytes();
        if (bytes > 0 && (present == null || present.readableBytes() < bytes)) {
            return;
        }
        byte[] content = new byte[bytes];
        if (present != null) {
            present.readBytes(content);
        }
        question = null;
        connection.ending().answer(asks.answer(content));
    }

    // ---- the backend's side

    /// The backend has taken the connection and is sent the request.
    void ask(RelayLeg up) {
        RequestHead request = head();
        asked = true;
        if (websocket) {
            connection.deadlines().set(Kind.HANDSHAKE, parts.options().answerTimeout());
        } else {
            // How long an answer may take is the client's to decide.
            connection.deadlines().clear(Kind.HANDSHAKE);
        }
        up.write(ForwardedRequest.of(request, way(), true), connection.now());
        if (!websocket) {
            ByteBuf present = takeEarly();
            if (present != null) {
                up.write(present, connection.now());
            }
            connection.down().reading(up.transport.writable());
        }
        up.transport.flush();
    }

    private ForwardedRequest.Way way() {
        InetAddress peer = connection.down().transport.remote();
        return new ForwardedRequest.Way(
                connection.down().transport.remoteHost(),
                peer != null && parts.options().trusted().holds(peer),
                parts.options().tls() != null,
                parts.options().rewriteHost() ? connection.target().backend().authority() : null);
    }

    /// There is no answer of the backend to hand on.
    void failed(BackendProblem problem, String detail) {
        Objects.requireNonNull(reaching).failed(problem, detail);
    }

    void fromBackend(ByteBuf in) {
        answer.fromBackend(in);
    }

    /// The backend has ended its side of TCP, or all of it.
    void backendEnded() {
        answer.backendEnded();
    }

    /// What came behind the request; the caller's from here on.
    @Nullable
    ByteBuf takeEarly() {
        ByteBuf present = early;
        early = null;
        return present;
    }

    RequestHead head() {
        return Objects.requireNonNull(head);
    }

    /// Whether it asks for a WebSocket.
    boolean websocket() {
        return websocket;
    }

    /// What was waited for has not come in time.
    static void overdue(GatewayConnection connection) {
        GatewayParts parts = connection.parts();
        switch (connection.relayState()) {
            case ACCEPTED ->
                connection.end(new Decision.HandshakeTimedOut(
                        parts.options().limits().handshakeTimeout(), connection.down().bytesReceived));
            case CONNECTING ->
                timedOut(
                        connection,
                        BackendProblem.CONNECT_TIMEOUT,
                        parts.options().connectTimeout());
            case AWAITING_ANSWER ->
                timedOut(
                        connection,
                        BackendProblem.ANSWER_TIMEOUT,
                        parts.options().answerTimeout());
            case OPEN, PASSING_ANSWER, REFUSED_BY_US, FINISHING, ENDED -> {}
        }
    }

    private static void timedOut(GatewayConnection connection, BackendProblem problem, Duration limit) {
        connection.end(new Decision.BackendFailed(connection.target().backend().authority(), problem, "", limit));
    }

    /// Nothing is to come of it any more.
    void stop() {
        Reach reach = reaching;
        if (reach != null) {
            reach.cancel();
        }
        ByteBuf present = takeEarly();
        if (present != null) {
            present.release();
        }
    }
}
