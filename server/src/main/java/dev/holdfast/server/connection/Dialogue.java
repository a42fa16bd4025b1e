package dev.holdfast.server.connection;

import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.lifecycle.ConnectionState;
import dev.holdfast.core.port.Authenticator.Credential;
import dev.holdfast.server.Message;
import dev.holdfast.server.protocol.Envelope;
import dev.holdfast.server.protocol.EnvelopeReader;
import dev.holdfast.server.protocol.Replies;
import dev.holdfast.server.protocol.ReportReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What text messages mean beside the application: everything on `holdfast.v1`; on a plain connection only the JSON
/// ping and, until the client is known, the first message with its credential.
final class Dialogue {
    /// A plain JSON ping is short; nothing longer is looked at.
    private static final int LONGEST_PING = 256;

    private static final byte[] PING = "\"ping\"".getBytes(StandardCharsets.US_ASCII);

    private final ServerConnection connection;
    private final DataTransfer transfer;
    private final boolean holdfast;
    private final boolean answerJsonPing;
    private boolean greeted;
    private boolean authAsked;
    /// The earlier attempt that its `hello` reports on.
    private @Nullable String previous;

    Dialogue(ServerConnection connection, DataTransfer transfer, boolean holdfast, boolean answerJsonPing) {
        this.connection = connection;
        this.transfer = transfer;
        this.holdfast = holdfast;
        this.answerJsonPing = answerJsonPing;
    }

    boolean holdfast() {
        return holdfast;
    }

    /// @return whether the message was ours; if not it is the application's
    boolean text(ByteBuf buffer, int index, int length) {
        if (holdfast) {
            envelope(ByteBufUtil.getBytes(buffer, index, length, true));
            return true;
        }
        if (connection.state() == ConnectionState.AWAITING_CREDENTIAL) {
            firstMessage(ByteBufUtil.getBytes(buffer, index, length, true));
            return true;
        }
        return answerJsonPing && looksLikePing(buffer, index, length) && plainPing(buffer, index, length);
    }

    /// Cheap enough for every message: most are no short JSON objects that hold "ping".
    private static boolean looksLikePing(ByteBuf buffer, int index, int length) {
        if (length > LONGEST_PING || length < 15 || buffer.getByte(index) != '{') {
            return false;
        }
        for (int at = index; at <= index + length - PING.length; at++) {
            if (buffer.getByte(at) == '"' && buffer.getByte(at + 1) == 'p' && matches(buffer, at)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(ByteBuf buffer, int at) {
        for (int i = 2; i < PING.length; i++) {
            if (buffer.getByte(at + i) != PING[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean plainPing(ByteBuf buffer, int index, int length) {
        Envelope envelope = EnvelopeReader.read(ByteBufUtil.getBytes(buffer, index, length, true));
        if (envelope == null || !envelope.type().equals("ping")) {
            return false;
        }
        connection.say(Replies.pong(envelope.id(), envelope.t()));
        return true;
    }

    private void firstMessage(byte[] utf8) {
        Envelope envelope = EnvelopeReader.read(utf8);
        String token = envelope == null || !envelope.type().equals("auth") ? null : envelope.token();
        if (token == null) {
            connection.end(noCredential());
        } else {
            connection.identity().authenticate(new Credential(Carrier.FIRST_MESSAGE, token));
        }
    }

    static Decision noCredential() {
        return new Decision.AuthRefused(new AuthProblem.Missing(Set.of(Carrier.FIRST_MESSAGE)));
    }

    private void envelope(byte[] utf8) {
        Envelope envelope = EnvelopeReader.read(utf8);
        if (envelope == null) {
            error(null, "malformed", "the message was not a JSON object with a type");
            return;
        }
        boolean known = connection.isOpen();
        if (!known && envelope.type().equals("msg")) {
            known = connection.identity().enterWithoutCredential();
        }
        switch (envelope.type()) {
            case "hello" -> hello(envelope, known);
            case "auth" -> auth(envelope);
            case "ping" -> connection.say(Replies.pong(envelope.id(), envelope.t()));
            case "pong" -> transfer.applicationAlive();
            case "bye" -> connection.record(new Fact.ByeReceived(cut(envelope.reason())));
            case "ack" -> {} // of sessions, which come later
            case "msg" -> {
                if (known) {
                    message(envelope);
                } else {
                    error(envelope.id(), "not_authenticated", "say hello with a token first");
                }
            }
            default -> error(envelope.id(), "unknown_type", "this type of message is not known here");
        }
    }

    private void hello(Envelope envelope, boolean known) {
        if (greeted) {
            error(envelope.id(), "malformed", "hello is said once");
            return;
        }
        greeted = true;
        connection.record(new Fact.Hello(envelope.client(), envelope.tab()));
        ReportReader.Received prev = envelope.prev();
        if (prev != null) {
            previous = prev.attempt();
            connection.reported(prev);
        }
        if (known) {
            welcome();
        } else if (envelope.token() != null) {
            connection.identity().authenticate(new Credential(Carrier.FIRST_MESSAGE, envelope.token()));
        } else {
            var _ = connection.identity().enterWithoutCredential();
        }
    }

    private void auth(Envelope envelope) {
        if (envelope.token() == null) {
            error(envelope.id(), "malformed", "auth needs a token");
        } else {
            authAsked = true;
            connection.identity().authenticate(new Credential(Carrier.FIRST_MESSAGE, envelope.token()));
        }
    }

    private void message(Envelope envelope) {
        String data = envelope.data();
        if (data == null) {
            error(envelope.id(), "malformed", "msg needs data");
            return;
        }
        transfer.deliver(new HeldMessage(
                envelope.dataIsText() ? Message.Kind.TEXT : Message.Kind.JSON,
                data.getBytes(StandardCharsets.UTF_8),
                envelope.id()));
    }

    /// The client is known now; whoever has said hello is welcomed.
    void admitted() {
        if (holdfast && greeted) {
            welcome();
        }
    }

    /// The credential was accepted: whoever sent it as `auth` is told so.
    void authenticated(@Nullable Instant expiresAt) {
        if (holdfast && authAsked) {
            connection.say(Replies.authenticated(expiresAt));
        }
    }

    private void welcome() {
        connection.greeted(previous);
        if (!connection.identity().heldBackByTab()) {
            transfer.welcome();
        }
    }

    private void error(@Nullable String id, String code, String message) {
        connection.say(Replies.error(id, connection.errorId(), code, message, false));
    }

    private static String cut(@Nullable String text) {
        return text == null ? "" : text;
    }
}
