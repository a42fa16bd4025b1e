package dev.holdfast.proxy.plain;

import dev.holdfast.core.evidence.BackendProblem;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.HandshakeProblem;
import dev.holdfast.proxy.access.ForBackend;
import dev.holdfast.proxy.access.User;
import dev.holdfast.proxy.backend.Standing;
import dev.holdfast.proxy.http.AnswerHead;
import dev.holdfast.proxy.http.AnswerReader;
import dev.holdfast.proxy.http.BodyFraming;
import dev.holdfast.proxy.http.ForwardedRequest;
import dev.holdfast.proxy.http.PlainFraming;
import dev.holdfast.proxy.http.RelayedAnswer;
import dev.holdfast.proxy.page.ObserverScript;
import dev.holdfast.proxy.page.PatchedBody;
import dev.holdfast.server.handshake.RequestHead;
import dev.holdfast.server.transport.Transport;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One plain request and its answer, both handed on while they come. Used on the connection's event loop.
final class Exchange implements ToBackend.Outcome {
    /// What may be sent a second time where it is not known whether the first was read (RFC 9110 9.2.2).
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

    private final PlainConnection client;
    private final PlainParts parts;
    private final RequestHead request;
    private final PlainFraming.Clear framing;
    private final @Nullable User user;
    private final boolean repeatable;
    private final AnswerReader reader;
    private final Progress progress;
    private final long completeAt;

    private @Nullable KeptBackend backend;
    private @Nullable Relayed answer;
    /// Whether anything has come from the backend.
    private boolean heard;
    /// Whether anything of the request's body has come.
    private boolean bodyBegun;
    private boolean repeated;
    private boolean over;

    /// The answer whose body passes.
    ///
    /// @param unframed whether the client gets it without the chunks it comes in
    /// @param kept whether the client keeps its connection
    /// @param patch adds the observer script; `null` where nothing is added
    private record Relayed(
            AnswerHead head,
            BodyFraming body,
            boolean unframed,
            boolean kept,
            @Nullable PatchedBody patch) {}

    /// @param user whom it is from; `null` where nobody was asked
    Exchange(
            PlainConnection client,
            PlainParts parts,
            RequestHead request,
            PlainFraming.Clear framing,
            @Nullable User user) {
        this.client = client;
        this.parts = parts;
        this.request = request;
        this.framing = framing;
        this.user = user;
        repeatable = IDEMPOTENT.contains(request.method()) && framing.body().done();
        reader = new AnswerReader(Math.max(64 * 1024, parts.options().limits().headerBytes()));
        progress = client.progress();
        completeAt = parts.time().nanos();
    }

    void begin() {
        client.reaching();
        client.toBackend().reach(request, user, false, this);
    }

    @Override
    public void reached(KeptBackend reached) {
        if (over) {
            return;
        }
        backend = reached;
        reached.usedBy(this);
        client.reachedInTime();
        progress.passed();
        Transport to = reached.transport();
        RequestHead sent = mayBePage() ? ObserverScript.asked(request) : request;
        sent = ForBackend.request(sent, parts.options().access(), user != null);
        byte[] head = ForwardedRequest.plain(sent, client.way(reached.standing(), user), dropped());
        to.write(to.allocator().buffer(head.length).writeBytes(head));
        to.reading(client.transport().writable());
        client.drive();
        if (reached.alive()) {
            to.flush();
        }
    }

    private boolean mayBePage() {
        return parts.observer() != null && ObserverScript.asksForPage(request);
    }

    /// A client of HTTP/1.0 knows no interim answers.
    private Set<String> dropped() {
        return http10() ? Set.of("expect") : Set.of();
    }

    private boolean http10() {
        return request.version().equals("HTTP/1.0");
    }

    @Override
    public void unreached(Standing to, BackendProblem problem, String detail) {
        if (!over) {
            failed(to, problem, detail);
        }
    }

    /// The time to reach a backend is over.
    void overdue() {
        failed(client.toBackend().target(), BackendProblem.CONNECT_TIMEOUT, "");
    }

    /// Nothing has passed for so long that it could be given up.
    void stalled() {
        KeptBackend with = backend;
        Relayed passing = answer;
        boolean still = passing != null
                && passing.head().eventStream()
                && framing.body().done();
        if (with == null || !progress.stands(client.transport(), with.transport(), still)) {
            return;
        }
        if (passing != null) {
            over();
            client.cut("nothing of the answer passed for " + progress.limit().toSeconds() + " s");
        } else if (framing.body().done() || !with.transport().writable() || toldToWait()) {
            failed(with.standing(), BackendProblem.ANSWER_TIMEOUT, "");
        } else {
            over();
            client.bodyStalled(progress.limit());
        }
    }

    /// The client waits until the backend wants the body (RFC 9110 10.1.1).
    private boolean toldToWait() {
        return !bodyBegun && "100-continue".equalsIgnoreCase(request.first("expect"));
    }

    private void failed(Standing to, BackendProblem problem, String detail) {
        over();
        client.refuse(new Decision.BackendFailed(
                to.backend().authority(),
                problem,
                detail,
                Duration.ofNanos(parts.time().nanos() - completeAt)));
    }

    // ---- from the client

    /// Takes what belongs to the request's body, as far as the backend takes it now.
    void fromClient(ByteBuf in) {
        KeptBackend to = backend;
        BodyFraming body = framing.body();
        if (to == null || body.done() || !to.alive() || !to.transport().writable()) {
            return;
        }
        int passing = body.passing(in);
        if (body.broken()) {
            in.skipBytes(in.readableBytes());
            boolean answered = answer != null;
            over();
            if (answered) {
                client.cut("the request's body broke off");
            } else {
                client.refuse(new Decision.HandshakeMalformed(HandshakeProblem.BODY, body.flaw()));
            }
        } else if (passing > 0) {
            bodyBegun = true;
            progress.passed();
            to.transport().write(in.readRetainedSlice(passing));
        }
    }

    /// The backend takes more of the request, or does not.
    void backendTakes() {
        client.drive();
        client.toBackend().flush();
    }

    /// The client takes more of the answer, or does not.
    void clientTakes(boolean writable) {
        KeptBackend from = backend;
        if (from != null && from.alive()) {
            from.transport().reading(writable);
        }
    }

    // ---- from the backend

    void fromBackend(ByteBuf in) {
        heard = true;
        progress.passed();
        while (in.isReadable() && answer == null && !over) {
            switch (reader.read(in)) {
                case AnswerReader.More _ -> {}
                case AnswerReader.Bad(String detail) -> notHttp(detail);
                case AnswerReader.Complete(AnswerHead head) -> answered(head);
            }
        }
        if (answer != null && !over) {
            pass(answer, in);
        }
    }

    private void notHttp(String detail) {
        failed(Objects.requireNonNull(backend).standing(), BackendProblem.NOT_HTTP, detail);
    }

    private void answered(AnswerHead head) {
        String ambiguity = head.ambiguity();
        BodyFraming body = BodyFraming.of(head, request.method().equals("HEAD"));
        if (ambiguity != null || body.broken() || head.status() == 101) {
            notHttp(
                    ambiguity != null
                            ? ambiguity
                            : body.broken() ? "its Content-Length was none" : "it was a 101 that nobody asked for");
            return;
        }
        if (head.interim()) {
            if (!http10()) {
                client.write(RelayedAnswer.plain(head, null, false));
            }
            return;
        }
        boolean unframed = http10() && head.chunked() && !body.done();
        boolean kept = framing.keeps() && !client.stopping() && framing.body().done() && !body.untilEnd() && !unframed;
        ObserverScript observer = parts.observer();
        boolean toHead = request.method().equals("HEAD");
        PatchedBody patch =
                observer != null && mayBePage() && (toHead || !body.done()) ? observer.patch(request, head) : null;
        answer = new Relayed(head, body, unframed, kept, toHead ? null : patch);
        AnswerHead shown = patch == null ? head : ObserverScript.patched(head, patch, toHead);
        client.write(RelayedAnswer.plain(shown, PlainFraming.connection(kept, http10()), unframed));
    }

    private void pass(Relayed passing, ByteBuf in) {
        BodyFraming body = passing.body();
        if (passing.unframed() || passing.patch() != null) {
            for (int bytes = body.content(in); bytes > 0; bytes = body.content(in)) {
                ByteBuf content = in.readRetainedSlice(bytes);
                write(
                        passing,
                        passing.patch() == null ? content : passing.patch().pass(content));
            }
        } else {
            int bytes = body.passing(in);
            if (bytes > 0 && !body.broken()) {
                client.write(in.readRetainedSlice(bytes));
            }
        }
        if (body.broken()) {
            over();
            client.cut("the answer's chunks were none");
        } else if (body.done()) {
            done(passing, !in.isReadable());
        }
    }

    /// Content that has come out of its framing, in the framing that the client was told of.
    private void write(Relayed passing, ByteBuf content) {
        boolean chunks = passing.head().chunked() && !passing.unframed();
        if (chunks && content.isReadable()) {
            client.write((Integer.toHexString(content.readableBytes()) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        if (content.isReadable()) {
            client.write(content);
            if (chunks) {
                client.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        } else {
            content.release();
        }
    }

    private void end(Relayed passed) {
        PatchedBody patch = passed.patch();
        if (patch != null) {
            write(passed, patch.end());
            if (passed.head().chunked() && !passed.unframed()) {
                client.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private void done(Relayed passed, boolean clean) {
        KeptBackend from = Objects.requireNonNull(backend);
        boolean backendKeeps = clean
                && framing.body().done()
                && passed.head().keeps()
                && !passed.body().untilEnd()
                // RFC 9112 6.3: who sends both may mean somebody else by it.
                && (passed.head().first("transfer-encoding") == null
                        || passed.head().first("content-length") == null);
        over = true;
        progress.rests();
        end(passed);
        if (backendKeeps) {
            from.free(passed.head().first("keep-alive"), parts.time().nanos());
        } else {
            from.close();
        }
        client.answered(passed.kept());
    }

    /// The backend has ended its side.
    ///
    /// @param inOrder by a FIN
    void backendEnded(boolean inOrder) {
        if (over) {
            return;
        }
        KeptBackend from = Objects.requireNonNull(backend);
        Relayed passing = answer;
        if (passing != null) {
            if (passing.body().untilEnd() && inOrder) {
                done(passing, false);
            } else {
                over();
                client.cut("the backend broke off its answer");
            }
        } else if (!heard && from.used() && repeatable && !repeated) {
            // It was closed while the request was on its way: nobody has answered it, and asking twice does no harm.
            repeated = true;
            backend = null;
            progress.rests();
            client.reaching();
            client.toBackend().reach(request, user, true, this);
        } else {
            failed(
                    from.standing(),
                    reader.begun() ? BackendProblem.NOT_HTTP : BackendProblem.ENDED_UNANSWERED,
                    reader.begun() ? "it broke off in its head" : "");
        }
    }

    void fault(Throwable thrown) {
        client.fault(thrown);
    }

    private void over() {
        over = true;
        progress.rests();
        client.toBackend().close();
    }

    /// Nobody waits for it any more.
    void cancel() {
        over();
    }
}
