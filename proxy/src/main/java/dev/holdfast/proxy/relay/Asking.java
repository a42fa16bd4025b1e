package dev.holdfast.proxy.relay;

import dev.holdfast.core.credential.AnyCredential;
import dev.holdfast.core.credential.CredentialReading;
import dev.holdfast.core.credential.HandshakeCarriers;
import dev.holdfast.core.evidence.BackendProblem;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.HandshakeProblem;
import dev.holdfast.proxy.AccessOptions;
import dev.holdfast.proxy.access.Door;
import dev.holdfast.proxy.access.ForBackend;
import dev.holdfast.proxy.access.User;
import dev.holdfast.proxy.http.ForwardedRequest;
import dev.holdfast.proxy.http.Upgrade;
import dev.holdfast.server.handshake.HandshakeFacts;
import dev.holdfast.server.handshake.HeadReader;
import dev.holdfast.server.handshake.RequestHead;
import dev.holdfast.server.time.Deadlines.Kind;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A connection from the accept to the answer to its opening handshake: reads the request, forwards it, and
/// hands the answer on. A request for anything else is not its own. Gone once the connection is open.
final class Asking {
    /// What came behind the request and waits for the backend; more than this waits in the kernel.
    private static final int MAX_EARLY = 64 * 1024;

    private final GatewayConnection connection;
    private final GatewayParts parts;
    private final HeadReader reader;
    private final BackendAnswer answer;

    private @Nullable RequestHead head;
    private @Nullable ByteBuf early;
    private @Nullable Reach reaching;

    Asking(GatewayConnection connection, GatewayParts parts) {
        this.connection = connection;
        this.parts = parts;
        reader = new HeadReader(parts.options().limits());
        answer = new BackendAnswer(connection, this);
    }

    // ---- the client's side

    void fromClient(ByteBuf in) {
        if (head != null) {
            keep(in);
            return;
        }
        switch (reader.read(in)) {
            case HeadReader.More _ -> {}
            case HeadReader.Bad(var problem, String detail) ->
                connection.end(new Decision.HandshakeMalformed(problem, detail));
            case HeadReader.Complete(RequestHead complete) -> {
                if (Upgrade.toWebSocket(complete)) {
                    begin(complete, in);
                } else {
                    connection.plain(complete, in);
                }
            }
        }
    }

    /// @param rest what came behind the handshake
    void begin(RequestHead handshake, ByteBuf rest) {
        head = handshake;
        keep(rest);
        requested(handshake);
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
        List<String> offered = request.list("sec-websocket-protocol");
        HandshakeCarriers carriers = Door.carriers(request);
        Map<Carrier, Set<String>> credentials = AnyCredential.in(carriers);
        Door door = parts.door();
        CredentialReading reading = door == null ? null : door.read(carriers);
        Fact.HandshakeReceived fact = reading == null
                ? HandshakeFacts.of(request, offered, credentials.keySet())
                : HandshakeFacts.of(request, offered, reading);
        if (!credentials.isEmpty()) {
            connection.presented(parts.marks().of(credentials));
        }
        Decision refusal = refusal(request, connection.requested(fact, HandshakeFacts.attempt(request)));
        Entrance entrance = connection.entrance();
        if (refusal != null) {
            connection.end(refusal);
        } else if (entrance == null || reading == null) {
            reach(request);
        } else {
            entrance.ask(reading, () -> reach(request));
        }
    }

    private @Nullable Decision refusal(RequestHead request, @Nullable Decision already) {
        Entrance entrance = connection.entrance();
        Decision unwanted = entrance == null ? null : entrance.requested(request);
        Decision refusal = already == null ? unwanted : already;
        if (refusal == null) {
            refusal = connection.enter();
        }
        if (refusal != null) {
            return refusal;
        }
        boolean connectionUpgrade =
                request.list("connection").stream().anyMatch(each -> each.equalsIgnoreCase("upgrade"));
        // Stripped of them, no backend can take it for a handshake any more.
        return Upgrade.keyed(request) && !(Upgrade.wanted(request) && connectionUpgrade)
                ? new Decision.HandshakeMalformed(
                        HandshakeProblem.UPGRADE_STRIPPED,
                        "Sec-WebSocket-Key is there, Upgrade or Connection: upgrade is not")
                : null;
    }

    private void reach(RequestHead request) {
        Reach reach = new Reach(connection, request, user());
        reaching = reach;
        reach.begin();
    }

    // ---- the backend's side

    /// The backend has taken the connection and is sent the request.
    void ask(RelayLeg up) {
        connection.deadlines().set(Kind.HANDSHAKE, parts.options().answerTimeout());
        AccessOptions access = parts.options().access();
        RequestHead sent = ForBackend.request(head(), access, user() != null);
        up.write(ForwardedRequest.handshake(sent, way()), connection.now());
        up.flush();
    }

    private ForwardedRequest.Way way() {
        InetAddress peer = connection.down().transport.remote();
        return new ForwardedRequest.Way(
                connection.down().transport.remoteHost(),
                peer != null && parts.options().trusted().holds(peer),
                parts.options().tls() != null,
                connection.target().backend().authority(),
                parts.options().rewriteHost(),
                ForBackend.identity(parts.options().access(), user()));
    }

    /// Who was let in; `null` where nobody was asked.
    @Nullable
    User user() {
        Entrance entrance = connection.entrance();
        return entrance == null ? null : entrance.user();
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

    /// What was waited for has not come in time.
    static void overdue(GatewayConnection connection) {
        GatewayParts parts = connection.parts();
        switch (connection.relayState()) {
            case ACCEPTED ->
                connection.end(new Decision.HandshakeTimedOut(
                        parts.options().limits().handshakeTimeout(), connection.down().bytesReceived));
            case AUTHENTICATING -> Objects.requireNonNull(connection.entrance()).overdue();
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
        Entrance entrance = connection.entrance();
        if (entrance != null) {
            entrance.cancel();
        }
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
