package dev.holdfast.server.connection;

import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TcpSample;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Violation;
import dev.holdfast.server.Message;
import dev.holdfast.server.Route;
import dev.holdfast.server.frame.FrameReader;
import dev.holdfast.server.frame.FrameSink;
import dev.holdfast.server.options.LimitOptions;
import dev.holdfast.server.protocol.Replies;
import dev.holdfast.server.time.Deadlines;
import dev.holdfast.server.time.Deadlines.Kind;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A connection between its two handshakes (RFC 6455 section 6): what comes in, frame by frame, goes to whom it
/// concerns.
final class DataTransfer implements FrameSink {
    /// It says nothing but that it happened, so one is enough for all.
    private static final Fact FIRST_MESSAGE = new Fact.FirstMessage();
    private static final long SLOW_ROUND_TRIP = Duration.ofSeconds(1).toNanos();

    private final ServerConnection connection;
    private final FrameReader reader;
    private final Dialogue dialogue;
    private final Handling handling;
    private final @Nullable MessageRate rate;
    private final int headBytes;
    private @Nullable Heartbeat heartbeat;
    private int retransmittedBeforePing;
    /// Since the last round of reading ended.
    private boolean messageFinished;

    DataTransfer(ServerConnection connection, Outbound outbound, Route route, Opening opened) {
        Surroundings around = connection.around();
        LimitOptions limits = around.options().limits();
        boolean holdfast = opened.holdfast();
        this.connection = connection;
        reader = new FrameReader(around.frameLimits(route), this, connection.share().frames);
        handling = new Handling(connection, route, new Conversation(connection, outbound, holdfast));
        dialogue = new Dialogue(
                connection, this, holdfast, around.options().heartbeat().answerJsonPing());
        headBytes = opened.bytesReceived();
        rate = limits.messagesPerSecond() == 0
                ? null
                : new MessageRate(limits.messagesPerSecond(), limits.messageBurst(), connection.lastReceived());
    }

    // ---- what the transport brings

    void read(ByteBuf in) {
        reader.read(in);
    }

    /// A message that is begun must be finished in time; neither pings nor single fragments renew it.
    void readComplete(Deadlines deadlines) {
        if (!reader.midMessage()) {
            deadlines.clear(Kind.MESSAGE);
        } else if (!deadlines.isSet(Kind.MESSAGE) || messageFinished) {
            deadlines.set(Kind.MESSAGE, limits().messageTimeout());
        }
        messageFinished = false;
    }

    /// Nothing was read for a while, on a ground of ours: what the peer sent meanwhile comes now, and all at once.
    void heldBack(long from, long to, Deadlines deadlines) {
        reader.heldBack(to - from);
        if (rate != null) {
            rate.heldBack(from, to);
        }
        if (deadlines.isSet(Kind.MESSAGE)) {
            deadlines.set(Kind.MESSAGE, limits().messageTimeout());
        }
    }

    void writabilityChanged(boolean writable) {
        handling.conversation().writabilityChanged(writable);
    }

    // ---- FrameSink

    @Override
    public void message(boolean text, ByteBuf buffer, int index, int length) {
        messageFinished = true;
        connection.figures().messagesReceived++;
        connection.messagePassed(connection.lastReceived());
        if (reader.messages() <= 1) {
            connection.record(FIRST_MESSAGE);
        }
        if (rate != null && rate.exceeded(connection.lastReceived())) {
            connection.end(new Decision.Violated(
                    Violation.MESSAGE_FLOOD, "limit " + limits().messagesPerSecond() + " a second"));
            return;
        }
        if (text && dialogue.text(buffer, index, length)) {
            return;
        }
        if (!connection.isOpen() && !connection.identity().enterWithoutCredential()) {
            connection.end(Dialogue.noCredential());
            return;
        }
        handling.deliver(text ? Message.Kind.TEXT : Message.Kind.BINARY, buffer, index, length);
    }

    @Override
    public void ping(ByteBuf buffer, int index, int length) {
        connection.figures().controlFrames++;
        connection.answerPing(buffer, index, length);
    }

    @Override
    public void pong(ByteBuf buffer, int index, int length) {
        connection.figures().controlFrames++;
        if (heartbeat != null) {
            long roundTrip = heartbeat.pong(buffer, index, length, connection.lastReceived());
            if (roundTrip >= 0) {
                connection.figures().roundTrip.record(roundTrip);
                if (roundTrip > SLOW_ROUND_TRIP) {
                    slow(Duration.ofNanos(roundTrip));
                }
            }
        }
    }

    /// A slow answer may be the path's doing or the client's. The kernel tells, in whose figures no program has a
    /// part: its own round trip, and whether it had to send something again, which does not show in its round trip.
    private void slow(Duration roundTrip) {
        TcpSample sample = connection.transport().sample();
        if (sample != null
                && (sample.roundTrip().toNanos() > SLOW_ROUND_TRIP / 2
                        || connection.transport().retransmitted() > retransmittedBeforePing)) {
            connection.record(new Fact.PathDegraded(roundTrip, sample));
        }
    }

    @Override
    public void close(CloseFrame frame) {
        connection.closeReceived(frame);
    }

    @Override
    public void violation(Violation kind, String detail) {
        connection.violated(kind, detail);
    }

    // ---- its course

    /// The client is known: heartbeat and application begin.
    void open() {
        heartbeat = new Heartbeat(connection.around().options().heartbeat(), dialogue.holdfast());
        connection.deadlines().set(Kind.HEARTBEAT, heartbeat.first());
        dialogue.admitted();
        handling.loop.open();
    }

    /// The heartbeat's deadline has passed.
    void beat() {
        if (heartbeat == null || !connection.isOpen()) {
            return;
        }
        Surroundings around = connection.around();
        Heartbeat.Step step = heartbeat.step(
                around.time().nanos(),
                connection.lastReceived(),
                connection.listening(),
                connection.transport()::sample);
        switch (step) {
            case Heartbeat.Wait(Duration until) -> connection.deadlines().set(Kind.HEARTBEAT, until);
            case Heartbeat.Ping(long payload, boolean application, Duration until) -> {
                retransmittedBeforePing = connection.transport().retransmitted();
                connection.outbound().ping(payload);
                if (application) {
                    connection.say(Replies.ping(around.time().wall().toEpochMilli()));
                }
                connection.deadlines().set(Kind.HEARTBEAT, until);
            }
            case Heartbeat.Missed(Decision.HeartbeatMissed decision) -> connection.end(decision);
        }
    }

    @Nullable
    Heartbeat heartbeat() {
        return heartbeat;
    }

    void authenticated(@Nullable Instant expiresAt) {
        dialogue.authenticated(expiresAt);
    }

    void welcome() {
        Surroundings around = connection.around();
        connection.say(Replies.welcome(
                connection.info(),
                around.options(),
                around.time().wall(),
                connection.identity().warnings()));
    }

    /// A message of the peer's application came: it lives.
    void applicationAlive() {
        if (heartbeat != null) {
            heartbeat.applicationAlive();
        }
    }

    void deliver(HeldMessage message) {
        applicationAlive();
        handling.deliver(message);
    }

    /// The pause after a handler's failure is over.
    void resume() {
        handling.loop.resume();
    }

    /// From now on only a close frame is of interest.
    void stopDelivery() {
        expectClose();
        handling.conversation().writabilityChanged(true);
    }

    void expectClose() {
        reader.expectClose();
    }

    /// Lets go of what is held.
    void stop() {
        reader.stop();
    }

    /// The connection has ended and was open before.
    void ended(Explanation why, boolean gaveUp) {
        handling.conversation().writabilityChanged(true);
        handling.loop.end(why, why.cause().id(), gaveUp);
    }

    // ---- what it knows

    boolean holdfast() {
        return dialogue.holdfast();
    }

    MessageLoop loop() {
        return handling.loop;
    }

    long messagesReceived() {
        return reader.messages();
    }

    /// Bytes of the opening handshake, which came before.
    long headBytes() {
        return headBytes;
    }

    private LimitOptions limits() {
        return connection.around().options().limits();
    }
}
