package dev.holdfast.proxy.relay;

import dev.holdfast.core.credential.AnyCredential;
import dev.holdfast.core.credential.HandshakeCarriers;
import dev.holdfast.core.credential.SubprotocolEntry;
import dev.holdfast.core.evidence.BackendProblem;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.HandshakeProblem;
import dev.holdfast.proxy.backend.Backend;
import dev.holdfast.proxy.backend.Dial;
import dev.holdfast.proxy.backend.Standing;
import dev.holdfast.proxy.http.AnswerHead;
import dev.holdfast.proxy.http.AnswerReader;
import dev.holdfast.proxy.http.BodyFraming;
import dev.holdfast.proxy.http.ForwardedRequest;
import dev.holdfast.proxy.http.RelayedAnswer;
import dev.holdfast.server.handshake.HandshakeFacts;
import dev.holdfast.server.handshake.HeadReader;
import dev.holdfast.server.handshake.OpeningHandshake;
import dev.holdfast.server.handshake.RequestHead;
import dev.holdfast.server.question.PlainRequest;
import dev.holdfast.server.time.Deadlines.Kind;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
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
    private final AnswerReader answers;

    private @Nullable RequestHead head;
    private @Nullable PlainRequest question;
    private @Nullable ByteBuf early;
    private @Nullable Dial dial;
    private final List<Standing> tried = new ArrayList<>(1);
    private @Nullable BodyFraming body;
    private boolean websocket;
    private boolean asked;
    private long completeAt;

    Asking(GatewayConnection connection, GatewayParts parts) {
        this.connection = connection;
        this.parts = parts;
        reader = new HeadReader(parts.options().limits());
        answers = new AnswerReader(Math.max(64 * 1024, parts.options().limits().headerBytes()));
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
        completeAt = connection.now();
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
            forward(request);
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
        forward(request);
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
        connection.answer(asks.answer(content));
    }

    // ---- the backend's side

    private void forward(RequestHead request) {
        Standing chosen = Objects.requireNonNull(
                parts.backends().choose(StickyKey.of(request, parts.options().sharing()), List.of()));
        connection.goTo(chosen);
        Backend backend = chosen.backend();
        if (websocket) {
            connection.record(new Fact.UpstreamChosen(backend.authority(), offeredExtensions(request)));
            // A client that sends before the answer is not read until it is there (RFC 6455 4.1).
            connection.down().reading(false);
        }
        connection.connecting();
        dial(backend);
    }

    private void dial(Backend backend) {
        dial = Dial.start(
                backend,
                parts.backendTls(),
                connection.share().connector,
                connection.eventLoop(),
                parts.blocking(),
                connection::connected,
                this::unreached);
    }

    /// Nothing has been sent yet, so another backend may do as well.
    private void unreached(BackendProblem problem, String detail) {
        dial = null;
        tried.add(connection.target());
        Standing other = parts.backends()
                .choose(
                        StickyKey.of(
                                Objects.requireNonNull(head), parts.options().sharing()),
                        tried);
        if (other == null) {
            failed(problem, detail);
            return;
        }
        if (websocket) {
            connection.record(
                    new Fact.UpstreamPassedOver(connection.target().backend().authority(), problem, detail));
            connection.record(new Fact.UpstreamChosen(
                    other.backend().authority(), offeredExtensions(Objects.requireNonNull(head))));
        }
        connection.goTo(other);
        dial(other.backend());
    }

    private static List<String> offeredExtensions(RequestHead request) {
        return request.list("sec-websocket-extensions").stream()
                .limit(10)
                .map(OpeningHandshake::cut)
                .toList();
    }

    private void failed(BackendProblem problem, String detail) {
        dial = null;
        connection.end(new Decision.BackendFailed(
                connection.target().backend().authority(),
                problem,
                detail,
                Duration.ofNanos(connection.now() - completeAt)));
    }

    /// The backend has taken the connection and is sent the request.
    void ask(RelayLeg up) {
        RequestHead request = Objects.requireNonNull(head);
        dial = null;
        asked = true;
        if (websocket) {
            connection.deadlines().set(Kind.HANDSHAKE, parts.options().answerTimeout());
        } else {
            // How long an answer may take is the client's to decide.
            connection.deadlines().clear(Kind.HANDSHAKE);
        }
        up.write(ForwardedRequest.of(request, way(), true), connection.now());
        if (!websocket) {
            ByteBuf present = early;
            early = null;
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

    void fromBackend(ByteBuf in) {
        if (body != null) {
            pass(body, in);
            return;
        }
        while (in.isReadable() && body == null) {
            switch (answers.read(in)) {
                case AnswerReader.More _ -> {}
                case AnswerReader.Bad(String detail) -> {
                    failed(BackendProblem.NOT_HTTP, detail);
                    return;
                }
                case AnswerReader.Complete(AnswerHead answer) -> {
                    if (answer.interim()) {
                        connection.down().write(answer.bytes(), connection.now());
                    } else if (answer.status() == 101) {
                        upgraded(answer, in);
                        return;
                    } else {
                        refused(answer, in);
                        return;
                    }
                }
            }
        }
    }

    private void upgraded(AnswerHead answer, ByteBuf rest) {
        RequestHead request = Objects.requireNonNull(head);
        String selected = answer.first("sec-websocket-protocol");
        String shown = selected == null ? null : SubprotocolEntry.redact(OpeningHandshake.cut(selected));
        List<String> extensions = answer.list("sec-websocket-extensions");
        if (websocket) {
            connection.record(new Fact.UpstreamUpgraded(
                    shown,
                    extensions.stream().limit(10).map(OpeningHandshake::cut).toList(),
                    ReplyFlaws.of(request, answer),
                    shown(answer, "server"),
                    shown(answer, "via"),
                    AnswerTraces.of(answer)));
        }
        boolean deflate = extensions.stream().anyMatch(Asking::deflate);
        boolean other = extensions.stream().anyMatch(each -> !deflate(each));
        connection.down().scanner.allow(deflate, other);
        Objects.requireNonNull(connection.up()).scanner.allow(deflate, other);
        connection.down().write(answer.bytes(), connection.now());
        connection.down().transport.flush();
        ByteBuf present = early;
        early = null;
        connection.upgraded(shown, present, rest);
    }

    private static boolean deflate(String extension) {
        return extension.equals("permessage-deflate") || extension.startsWith("permessage-deflate;");
    }

    private static @Nullable String shown(AnswerHead answer, String header) {
        String value = answer.first(header);
        return value == null ? null : OpeningHandshake.cut(value);
    }

    private void refused(AnswerHead answer, ByteBuf rest) {
        if (websocket) {
            String location = answer.first("location");
            connection.record(new Fact.UpstreamRefused(
                    answer.status(), location == null ? null : withoutQuery(location), shown(answer, "server")));
            connection.record(new Fact.HttpAnswered(answer.status()));
        }
        connection.passingAnswer();
        connection.down().write(RelayedAnswer.last(answer), connection.now());
        BodyFraming framing =
                BodyFraming.of(answer, Objects.requireNonNull(head).method().equals("HEAD"));
        body = framing;
        pass(framing, rest);
    }

    /// A query may hold a secret.
    private static String withoutQuery(String location) {
        int question = location.indexOf('?');
        return OpeningHandshake.cut(question < 0 ? location : location.substring(0, question) + "?…");
    }

    private void pass(BodyFraming framing, ByteBuf in) {
        int passing = framing.passing(in);
        if (passing > 0) {
            connection.down().write(in.retainedSlice(in.readerIndex(), passing), connection.now());
        }
        if (framing.done()) {
            connection.answerPassed();
        }
    }

    /// The backend has ended its side of TCP, or all of it.
    void backendEnded() {
        if (body == null) {
            failed(
                    answers.begun() ? BackendProblem.NOT_HTTP : BackendProblem.ENDED_UNANSWERED,
                    answers.begun() ? "it broke off in its head" : "");
        } else {
            connection.answerPassed();
        }
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
        if (dial != null) {
            dial.cancel();
            dial = null;
        }
        ByteBuf present = early;
        early = null;
        if (present != null) {
            present.release();
        }
    }
}
