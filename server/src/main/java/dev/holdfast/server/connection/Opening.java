package dev.holdfast.server.connection;

import dev.holdfast.core.credential.CredentialReader;
import dev.holdfast.core.credential.CredentialReading;
import dev.holdfast.core.credential.HandshakeCarriers;
import dev.holdfast.core.evidence.AdmissionLimit;
import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.lifecycle.ConnectionEvent;
import dev.holdfast.server.handshake.HandshakeFacts;
import dev.holdfast.server.handshake.HeadReader;
import dev.holdfast.server.handshake.HttpAnswer;
import dev.holdfast.server.handshake.OpeningHandshake;
import dev.holdfast.server.handshake.RequestHead;
import dev.holdfast.server.handshake.Subprotocols;
import dev.holdfast.server.options.AuthOptions.WithoutCredential;
import dev.holdfast.server.question.PlainRequest;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A connection until its opening handshake is answered: reads the request, judges it, finds out who it is from. Gone
/// once the connection is open.
final class Opening {
    /// Frames that came along with the request, or before its answer; more than this waits in the kernel.
    private static final int MAX_EARLY = 64 * 1024;

    private final ServerConnection connection;
    private final Surroundings around;
    private final HeadReader reader;
    private @Nullable RequestHead head;
    private @Nullable PlainRequest plain;
    private @Nullable ByteBuf early;
    private Subprotocols.@Nullable Choice choice;
    private boolean wellFormed;

    Opening(ServerConnection connection, Surroundings around) {
        this.connection = connection;
        this.around = around;
        this.reader = new HeadReader(around.options().limits());
    }

    void bytes(ByteBuf in) {
        if (head != null) {
            keep(in);
            answerPlain();
            return;
        }
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
            connection.gate().pause(ReadGate.Pause.HANDSHAKE);
        }
    }

    /// What came after the request, to be read as frames now. The caller releases it.
    @Nullable
    ByteBuf takeEarly() {
        ByteBuf present = early;
        early = null;
        return present;
    }

    private void requested(RequestHead request) {
        plain = PlainRequest.of(request, around.questions(), connection.remoteHost());
        if (plain != null) {
            answerPlain();
            return;
        }
        List<String> offered = request.list("sec-websocket-protocol");
        CredentialReading reading = CredentialReader.read(
                new HandshakeCarriers(request.all("authorization"), request.all("cookie"), offered, request.query()),
                around.carriers());
        Fact.HandshakeReceived fact = connection.share().requests.one(HandshakeFacts.of(request, offered, reading));
        connection.identity().requested(fact, HandshakeFacts.attempt(request));
        connection.record(fact);
        Decision refusal = refusal(request, offered);
        if (refusal != null) {
            connection.end(refusal);
            return;
        }
        connection.happen(ConnectionEvent.REQUEST_RECEIVED);
        identify(reading);
    }

    /// A plain request is answered once, as soon as its body is there.
    private void answerPlain() {
        PlainRequest request = plain;
        if (request == null) {
            return;
        }
        ByteBuf present = early;
        int bytes = request.bodyBytes();
        if (bytes > 0 && (present == null || present.readableBytes() < bytes)) {
            return;
        }
        byte[] body = new byte[bytes];
        if (present != null) {
            present.readBytes(body);
        }
        plain = null;
        connection.answer(request.answer(body).bytes("close"));
    }

    private @Nullable Decision refusal(RequestHead request, List<String> offered) {
        Decision malformed = OpeningHandshake.judge(request, around.routes().keySet());
        if (malformed != null) {
            return malformed;
        }
        wellFormed = true;
        String stoppedBy = around.availability().stoppedBy();
        if (stoppedBy != null) {
            return new Decision.Draining(stoppedBy, around.options().drain().window());
        }
        if (!around.availability().isReady()) {
            return new Decision.NotReady();
        }
        Subprotocols.Choice chosen = around.subprotocols().choose(offered);
        choice = chosen;
        String origin = request.first("origin");
        if (origin != null && !around.origins().allows(origin, request.first("host"))) {
            return connection
                    .identity()
                    .orHeldBack(new Decision.OriginRefused(
                            OpeningHandshake.cut(origin), around.origins().allowed()));
        }
        if (chosen instanceof Subprotocols.Refused(Decision.SubprotocolRefused refused)) {
            return connection.identity().orHeldBack(refused);
        }
        AdmissionLimit limit = connection.identity().enter();
        if (limit != null) {
            return new Decision.AdmissionRefused(limit, around.admission().allowed(limit));
        }
        return null;
    }

    private void identify(CredentialReading reading) {
        switch (reading) {
            case CredentialReading.Found found -> {
                if (around.authenticator() == null) {
                    withoutCredential(found.present());
                } else {
                    connection.identity().authenticate(found.credential());
                }
            }
            case CredentialReading.None none -> withoutCredential(none.present());
            case CredentialReading.Conflict conflict -> unreadable(conflict);
            case CredentialReading.Malformed malformed -> unreadable(malformed);
        }
    }

    private void unreadable(CredentialReading.NotFound reading) {
        if (around.authenticator() == null) {
            withoutCredential(Set.of());
        } else {
            connection.end(connection
                    .identity()
                    .orHeldBack(new Decision.AuthRefused(
                            reading.problem(around.carriers().enabled()))));
        }
    }

    private void withoutCredential(Set<Carrier> present) {
        WithoutCredential policy = around.options().auth().withoutCredential();
        boolean letIn = policy == WithoutCredential.DEVELOPMENT_USER
                || (policy == WithoutCredential.ANONYMOUS && present.isEmpty());
        boolean checked = around.authenticator() != null;
        if (letIn) {
            connection.identity().mayEnterWithoutCredential();
        }
        if (checked && holdfast()) {
            // A token that comes with `hello` is checked also where none is needed.
            connection.happen(ConnectionEvent.CREDENTIAL_PENDING);
        } else if (letIn) {
            connection.identity().enterWithoutCredential();
        } else if (checked && around.carriers().enabled().contains(Carrier.FIRST_MESSAGE)) {
            connection.happen(ConnectionEvent.CREDENTIAL_PENDING);
        } else {
            Set<Carrier> enabled = around.carriers().enabled();
            connection.end(connection
                    .identity()
                    .orHeldBack(new Decision.AuthRefused(
                            present.isEmpty()
                                    ? new AuthProblem.Missing(enabled)
                                    : new AuthProblem.CarrierNotEnabled(present, enabled))));
        }
    }

    /// How a refusal is told: by HTTP, or by 101 and a close frame, which is all that a browser lets its page see.
    boolean refuseWithClose(Farewell farewell) {
        RequestHead request = head;
        if (!wellFormed || request == null || !farewell.canBeClose() || choice instanceof Subprotocols.Refused) {
            return false;
        }
        return switch (around.options().rejection()) {
            case HTTP -> false;
            case CLOSE -> true;
            case AUTO -> request.first("origin") != null;
        };
    }

    byte[] upgrade() {
        RequestHead request = head;
        String key = request == null ? null : request.first("sec-websocket-key");
        if (key == null) {
            throw new IllegalStateException("an upgrade is written only for a well-formed handshake");
        }
        return HttpAnswer.upgrade(key, subprotocol());
    }

    @Nullable
    String subprotocol() {
        return choice instanceof Subprotocols.Selected(String selected) ? selected : null;
    }

    boolean holdfast() {
        return Objects.equals(subprotocol(), Subprotocols.HOLDFAST);
    }

    /// Bytes of the request.
    int bytesReceived() {
        return reader.bytesReceived();
    }

    void release() {
        ByteBuf present = takeEarly();
        if (present != null) {
            present.release();
        }
    }
}
