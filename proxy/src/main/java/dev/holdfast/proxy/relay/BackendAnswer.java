package dev.holdfast.proxy.relay;

import dev.holdfast.core.credential.SubprotocolEntry;
import dev.holdfast.core.evidence.BackendProblem;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.proxy.http.AnswerHead;
import dev.holdfast.proxy.http.AnswerReader;
import dev.holdfast.proxy.http.BodyFraming;
import dev.holdfast.proxy.http.RelayedAnswer;
import dev.holdfast.server.handshake.OpeningHandshake;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The backend's answer to an opening handshake, on its way to the client: a 101, after which the connection
/// is open, or another one, with which it ends.
final class BackendAnswer {
    private final GatewayConnection connection;
    private final Asking asking;
    private final AnswerReader reader;
    private @Nullable BodyFraming body;

    BackendAnswer(GatewayConnection connection, Asking asking) {
        this.connection = connection;
        this.asking = asking;
        reader = new AnswerReader(
                Math.max(64 * 1024, connection.parts().options().limits().headerBytes()));
    }

    void fromBackend(ByteBuf in) {
        if (body != null) {
            pass(body, in);
            return;
        }
        while (in.isReadable() && body == null) {
            switch (reader.read(in)) {
                case AnswerReader.More _ -> {}
                case AnswerReader.Bad(String detail) -> {
                    asking.failed(BackendProblem.NOT_HTTP, detail);
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
        String selected = answer.first("sec-websocket-protocol");
        String subprotocol = selected == null ? null : SubprotocolEntry.redact(OpeningHandshake.cut(selected));
        List<String> extensions = answer.list("sec-websocket-extensions");
        connection.record(new Fact.UpstreamUpgraded(
                subprotocol,
                extensions.stream().limit(10).map(OpeningHandshake::cut).toList(),
                ReplyFlaws.of(asking.head(), answer),
                shown(answer, "server"),
                shown(answer, "via"),
                AnswerTraces.of(answer)));
        boolean deflate = extensions.stream().anyMatch(BackendAnswer::deflate);
        boolean other = extensions.stream().anyMatch(each -> !deflate(each));
        connection.down().scanner.allow(deflate, other);
        Objects.requireNonNull(connection.up()).scanner.allow(deflate, other);
        connection.down().write(answer.bytes(), connection.now());
        connection.down().transport.flush();
        connection.upgraded(subprotocol, asking.takeEarly(), rest);
    }

    private static boolean deflate(String extension) {
        return extension.equals("permessage-deflate") || extension.startsWith("permessage-deflate;");
    }

    private static @Nullable String shown(AnswerHead answer, String header) {
        String value = answer.first(header);
        return value == null ? null : OpeningHandshake.cut(value);
    }

    private void refused(AnswerHead answer, ByteBuf rest) {
        String location = answer.first("location");
        connection.record(new Fact.UpstreamRefused(
                answer.status(), location == null ? null : withoutQuery(location), shown(answer, "server")));
        connection.record(new Fact.HttpAnswered(answer.status()));
        connection.passingAnswer();
        connection.down().write(RelayedAnswer.last(answer), connection.now());
        BodyFraming framing = BodyFraming.of(answer, asking.head().method().equals("HEAD"));
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
        if (framing.broken()) {
            passing = in.readableBytes(); // nobody can tell its end, so it ends with the connection
        }
        if (passing > 0) {
            connection.down().write(in.retainedSlice(in.readerIndex(), passing), connection.now());
        }
        if (framing.done()) {
            connection.ending().answerPassed();
        }
    }

    /// The backend has ended its side of TCP, or all of it.
    void backendEnded() {
        if (body == null) {
            asking.failed(
                    reader.begun() ? BackendProblem.NOT_HTTP : BackendProblem.ENDED_UNANSWERED,
                    reader.begun() ? "it broke off in its head" : "");
        } else {
            connection.ending().answerPassed();
        }
    }
}
