package dev.holdfast.server.connection;

import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.server.frame.FrameWriter;
import dev.holdfast.server.transport.Transport;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The closing handshake of one connection, whoever begins it, or the refusal of its opening one. Writes every close
/// frame there is.
final class Closing {
    private static final int LONGEST_CLOSE = 2 + 123;

    private final ServerConnection connection;
    private final Transport transport;
    private final Outbound outbound;
    private @Nullable Farewell farewell;
    private @Nullable CloseFrame received;
    private boolean written;

    Closing(ServerConnection connection, Transport transport, Outbound outbound) {
        this.connection = connection;
        this.transport = transport;
        this.outbound = outbound;
    }

    /// We end it, and this is what we say.
    void decided(Farewell words) {
        farewell = words;
    }

    void received(CloseFrame frame) {
        if (received == null) {
            received = frame;
            connection.record(new Fact.CloseReceived(frame));
        }
    }

    /// Refuses the opening handshake by HTTP.
    void refuse() {
        Farewell words = Objects.requireNonNull(farewell);
        byte[] http = words.http(connection.id());
        outbound.bytesSent += http.length;
        transport.writeLast(
                transport.allocator().buffer(http.length).writeBytes(http),
                () -> connection.record(new Fact.HttpAnswered(words.status())));
    }

    /// @param goodbye whether the peer speaks `holdfast.v1` and is told more than a close frame holds
    void write(boolean goodbye) {
        Farewell words = Objects.requireNonNull(farewell);
        outbound.takeOver();
        if (goodbye) {
            String text = words.goodbye();
            FrameWriter.text(outbound.batch(FrameWriter.textFrameSize(text)), text);
        }
        // Who broke the protocol is not waited for: our side ends with the close frame (RFC 6455 7.1.7).
        boolean fail =
                words.decision() instanceof Decision.Violated || words.decision() instanceof Decision.InternalFault;
        last(words.frame(), fail);
    }

    /// Answers the peer's close frame with its own code (RFC 6455 5.5.1).
    void answer() {
        outbound.takeOver();
        last(new CloseFrame(Objects.requireNonNull(received).code(), ""), true);
    }

    private void last(CloseFrame frame, boolean endOutput) {
        FrameWriter.close(outbound.batch(FrameWriter.frameSize(LONGEST_CLOSE)), frame);
        written = true;
        outbound.last(endOutput, () -> connection.record(new Fact.CloseSent(frame)));
    }

    /// The peer did not do its part in time.
    void abort(Duration limit) {
        if (written && received == null) {
            connection.record(new Fact.CloseUnanswered(limit));
        }
        transport.abort("the client did not end its side within " + limit.toMillis() + " ms");
    }

    /// Whether it is ended because its handler has failed too often.
    boolean gaveUp() {
        return farewell != null && farewell.decision() instanceof Decision.HandlerErrorLimit;
    }
}
