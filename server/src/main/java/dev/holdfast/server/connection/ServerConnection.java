package dev.holdfast.server.connection;

import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.LiveConnection;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.evidence.AdmissionLimit;
import dev.holdfast.core.evidence.Counters;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Timeline;
import dev.holdfast.core.evidence.Violation;
import dev.holdfast.core.lifecycle.ConnectionEvent;
import dev.holdfast.core.lifecycle.ConnectionState;
import dev.holdfast.core.lifecycle.Effect;
import dev.holdfast.core.lifecycle.Lifecycle;
import dev.holdfast.core.lifecycle.Transition;
import dev.holdfast.core.port.Authenticator.Credential;
import dev.holdfast.server.Message;
import dev.holdfast.server.Route;
import dev.holdfast.server.frame.FrameReader;
import dev.holdfast.server.frame.FrameSink;
import dev.holdfast.server.frame.FrameWriter;
import dev.holdfast.server.handshake.RequestHead;
import dev.holdfast.server.handshake.Subprotocols;
import dev.holdfast.server.options.LimitOptions;
import dev.holdfast.server.protocol.Replies;
import dev.holdfast.server.time.Deadlines;
import dev.holdfast.server.time.Deadlines.Kind;
import dev.holdfast.server.transport.Transport;
import dev.holdfast.server.transport.TransportEvents;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// One connection: turns what its transport and its reader tell into events of the lifecycle, and carries out the
/// effects. Owned by the event loop but for what says otherwise.
public final class ServerConnection implements TransportEvents, FrameSink {
    /// Why nothing is read for now.
    enum Pause {
        HANDSHAKE,
        MAILBOX,
        OUTBOUND
    }

    private final Surroundings around;
    private final Transport transport;
    private final LoopFigures figures;
    private final Timeline.Recorder recorder;
    private final Deadlines deadlines;
    private final Outbound outbound;
    private final String id;

    // Read by other threads too.
    private volatile ConnectionState state = ConnectionState.ACCEPTED;
    private volatile ConnectionInfo info;
    private volatile boolean announced;

    private @Nullable Opening opening;
    private @Nullable Authentication authentication;
    private @Nullable FrameReader reader;
    private @Nullable Dialogue dialogue;
    private @Nullable Conversation conversation;
    private @Nullable Heartbeat heartbeat;
    private @Nullable Farewell farewell;
    private @Nullable CloseFrame received;
    private List<String> warnings = List.of();
    private byte @Nullable [] latePong;
    private boolean placeTaken;
    private boolean userPlaceTaken;
    /// A plain HTTP question came instead of a handshake.
    private boolean question;
    private boolean closeWritten;
    private boolean sendAfterCloseSeen;

    private final Set<Pause> pauses = EnumSet.noneOf(Pause.class);
    private boolean reading;
    private long lastReceived;
    private long lastSent;
    private long bytesReceived;
    private long headBytes;
    private long messageBegun;
    private long messageBudget;
    private long messageBudgetAt;
    private long upgradedAt;
    private long blockedSince;
    private long takenThen;

    public ServerConnection(Surroundings around, Transport transport, LoopFigures figures) {
        this.around = around;
        this.transport = transport;
        this.figures = figures;
        long now = around.time().nanos();
        Instant wall = around.time().wall();
        id = around.ids().connection();
        recorder = new Timeline.Recorder(wall, now);
        info = new ConnectionInfo(id, null, transport.remoteAddress(), null, null, null, null, null, null, wall);
        deadlines = new Deadlines(transport.eventLoop(), around.time(), around.timers(), this::passed);
        outbound = new Outbound(transport, figures);
        opening = new Opening(this, around);
        lastReceived = now;
        lastSent = now;
        record(new Fact.Accepted(info.remoteAddress()));
        deadlines.set(Kind.HANDSHAKE, around.options().limits().handshakeTimeout());
        around.registry().add(this);
    }

    // ---- ending: the one way

    /// Ends this connection on a ground of ours, whatever its state; the first ground counts. The classifier names the
    /// cause, and the cause says what goes over the wire.
    public void end(Decision decision) {
        if (state.ending()) {
            return;
        }
        record(decision);
        Farewell words = new Farewell(decision, around.classifier().explain(recorder.timeline()));
        farewell = words;
        if (state.upgraded()) {
            happen(ConnectionEvent.END_DECIDED);
        } else {
            happen(
                    opening != null && opening.refuseWithClose(words)
                            ? ConnectionEvent.REFUSED_WITH_CLOSE
                            : ConnectionEvent.REFUSED_WITH_HTTP);
        }
    }

    /// As [#end(Decision)], without waiting for the peer.
    void endAtOnce(Decision decision) {
        end(decision);
        transport.flush();
        transport.close();
    }

    void happen(ConnectionEvent event) {
        Transition transition = Lifecycle.next(state, event);
        state = transition.state();
        for (Effect effect : transition.effects()) {
            carryOut(effect);
        }
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case AUTHENTICATE -> {} // the opening goes on by itself with what it read
            case CANCEL_AUTHENTICATION -> cancelAuthentication();
            case WRITE_UPGRADE -> writeUpgrade();
            case WRITE_REFUSAL -> writeRefusal();
            case ARM_CREDENTIAL_DEADLINE -> {
                deadlines.clear(Kind.HANDSHAKE);
                deadlines.set(Kind.CREDENTIAL, around.options().auth().firstMessageTimeout());
            }
            case ANNOUNCE_OPEN -> announceOpen();
            case STOP_DELIVERY -> stopDelivery();
            case WRITE_CLOSE -> writeClose();
            case ANSWER_CLOSE -> answerClose();
            case ARM_CLOSE_DEADLINE -> {
                deadlines.clearAll();
                deadlines.set(Kind.CLOSE, around.options().closing().timeout());
            }
            case FINISH_TRANSPORT -> transport.endOutput();
            case CLOSE_TRANSPORT -> transport.close();
            case ABORT_TRANSPORT -> abort();
            case REPORT -> report();
        }
    }

    private void abort() {
        Duration limit = around.options().closing().timeout();
        if (closeWritten && received == null) {
            record(new Fact.CloseUnanswered(limit));
        }
        transport.abort("the client did not end its side within " + limit.toMillis() + " ms");
    }

    // ---- transport

    @Override
    public void bytes(ByteBuf in) {
        reading = true;
        lastReceived = around.time().nanos();
        int size = in.readableBytes();
        bytesReceived += size;
        figures.bytesReceived += size;
        Opening still = opening;
        FrameReader frames = reader;
        if (frames != null) {
            frames.read(in);
        } else if (still != null && !state.ending()) {
            still.bytes(in);
        }
    }

    @Override
    public void readComplete() {
        reading = false;
        FrameReader frames = reader;
        if (frames != null && !state.ending()) {
            watchMessage(frames);
        }
        outbound.flush();
        if (!state.ending()) {
            checkOutbound();
        }
    }

    /// A message that is begun must be finished in time; neither pings nor single fragments renew it.
    private void watchMessage(FrameReader frames) {
        if (!frames.midMessage()) {
            deadlines.clear(Kind.MESSAGE);
        } else if (!deadlines.isSet(Kind.MESSAGE) || messageBegun != frames.messages()) {
            messageBegun = frames.messages();
            deadlines.set(Kind.MESSAGE, around.options().limits().messageTimeout());
        }
    }

    @Override
    public void peerFin() {
        record(new Fact.PeerFinSeen());
        happen(ConnectionEvent.PEER_FIN);
    }

    @Override
    public void writabilityChanged(boolean writable) {
        Conversation talking = conversation;
        if (talking != null) {
            talking.writabilityChanged(writable);
        }
        if (state.ending()) {
            return;
        }
        if (writable) {
            byte[] pong = latePong;
            if (pong != null) {
                latePong = null;
                FrameWriter.pong(
                        outbound.batch(FrameWriter.frameSize(pong.length)),
                        Unpooled.wrappedBuffer(pong),
                        0,
                        pong.length);
                written();
            }
            deadlines.clear(Kind.OUTBOUND);
            pauseReading(Pause.OUTBOUND, false);
        } else {
            blocked();
        }
    }

    /// The peer does not keep up: nothing more is read from it, so that it can't make us answer, and its queue is
    /// watched.
    private void blocked() {
        if (deadlines.isSet(Kind.OUTBOUND)) {
            return;
        }
        record(new Fact.BackpressureBegan(outbound.queuedBytes()));
        blockedSince = around.time().nanos();
        takenThen = taken();
        deadlines.set(Kind.OUTBOUND, around.options().limits().outboundQueueAge());
        pauseReading(Pause.OUTBOUND, true);
    }

    /// Bytes that the kernel has taken since the beginning.
    private long taken() {
        return outbound.bytesSent - transport.queuedBytes();
    }

    /// More than the limit waits for the peer: it is a slow consumer.
    void checkOutbound() {
        long queued = outbound.queuedBytes();
        if (queued > around.options().limits().outboundQueueBytes() && !state.ending()) {
            overflow(queued);
        }
    }

    private void overflow(long queued) {
        Duration blocked =
                Duration.ofNanos(blockedSince == 0 ? 0 : around.time().nanos() - blockedSince);
        end(new Decision.OutboundOverflow(queued, around.options().limits().outboundQueueBytes(), blocked));
    }

    @Override
    public void ended(TransportEnd how) {
        record(new Fact.TransportEnded(how));
        happen(ConnectionEvent.TRANSPORT_GONE);
    }

    @Override
    public void fault(Throwable thrown) {
        String errorId = around.ids().error();
        around.listener()
                .noticed(new Notice(
                        Notice.Level.ERROR,
                        "internal-fault",
                        "A fault of Holdfast ended a connection; please report it",
                        info,
                        Map.of("error_id", errorId),
                        thrown));
        FrameReader frames = reader;
        if (frames != null) {
            frames.stop();
        }
        end(new Decision.InternalFault(errorId, thrown.getClass().getName()));
    }

    // ---- deadlines

    private void passed(Kind kind) {
        LimitOptions limits = around.options().limits();
        switch (kind) {
            case HANDSHAKE ->
                end(
                        authentication == null
                                ? new Decision.HandshakeTimedOut(limits.handshakeTimeout(), bytesReceived)
                                : Authentication.tooSlow(limits.handshakeTimeout()));
            case CREDENTIAL ->
                end(new Decision.FirstMessageTimedOut(around.options().auth().firstMessageTimeout()));
            case HEARTBEAT -> beat();
            case MESSAGE ->
                end(new Decision.Violated(
                        Violation.MESSAGE_TIMEOUT,
                        "limit " + limits.messageTimeout().toMillis() + " ms"));
            case OUTBOUND -> {
                if (taken() == takenThen) {
                    overflow(outbound.queuedBytes());
                } else {
                    takenThen = taken();
                    deadlines.set(Kind.OUTBOUND, limits.outboundQueueAge());
                }
            }
            case BACKOFF -> {
                if (conversation != null) {
                    conversation.loop.resume();
                }
            }
            case TOKEN ->
                end(new Decision.CredentialExpired(around.options().auth().tokenGrace()));
            case AGE -> end(new Decision.MaximumAge(limits.maxAge()));
            case CLOSE -> happen(ConnectionEvent.CLOSE_DEADLINE_PASSED);
        }
    }

    private void beat() {
        Heartbeat beating = heartbeat;
        if (beating == null || state.ending()) {
            return;
        }
        switch (beating.step(around.time().nanos(), lastReceived, pauses.isEmpty(), transport::sample)) {
            case Heartbeat.Wait(Duration until) -> deadlines.set(Kind.HEARTBEAT, until);
            case Heartbeat.Ping(long payload, boolean application, Duration until) -> {
                ByteBuf out = outbound.batch(FrameWriter.frameSize(Long.BYTES));
                FrameWriter.ping(
                        out, ByteBuffer.allocate(Long.BYTES).putLong(payload).array());
                written();
                if (application) {
                    say(Replies.ping(around.time().wall().toEpochMilli()));
                }
                deadlines.set(Kind.HEARTBEAT, until);
            }
            case Heartbeat.Missed(Decision.HeartbeatMissed decision) -> end(decision);
        }
    }

    void backOff(Duration pause) {
        if (pause.isPositive() && !state.ending()) {
            deadlines.set(Kind.BACKOFF, pause);
        } else if (conversation != null) {
            conversation.loop.resume();
        }
    }

    // ---- opening

    void requested(RequestHead head, @Nullable String attempt, Fact.HandshakeReceived fact) {
        headBytes = bytesReceived;
        info = new ConnectionInfo(
                id,
                null,
                info.remoteAddress(),
                fact.path(),
                null,
                null,
                fact.origin(),
                fact.userAgent(),
                attempt,
                info.acceptedAt());
        record(fact);
    }

    /// Answers a plain HTTP question, which is no connection and leaves no record.
    void answer(byte[] http) {
        question = true;
        transport.writeLast(transport.allocator().buffer(http.length).writeBytes(http), () -> {});
        state = ConnectionState.REFUSED_BY_US;
        deadlines.clearAll();
        deadlines.set(Kind.CLOSE, around.options().closing().timeout());
    }

    /// Asks who a credential belongs to: in the handshake, in the first message, or anew while open.
    void authenticate(Credential credential) {
        if (authentication != null || around.authenticator() == null) {
            if (state == ConnectionState.OPEN) {
                say(Replies.error(
                        null,
                        errorId(),
                        "auth_failed",
                        around.authenticator() == null
                                ? "no authentication is configured here"
                                : "the token before is still being checked",
                        true));
            }
            return;
        }
        authentication = new Authentication(this, around, credential);
        authentication.start();
    }

    void authenticationOver() {
        authentication = null;
    }

    private void cancelAuthentication() {
        if (authentication != null) {
            authentication.cancel();
            authentication = null;
        }
    }

    void admitDeveloper() {
        String user = "dev-temp-" + UUID.randomUUID();
        record(new Fact.DevelopmentBypass(user));
        if (opening != null && opening.holdfast()) {
            warnings = List.of("development bypass: no token was needed; production refuses this handshake");
        }
        admit(user, "development", null);
        around.listener()
                .noticed(new Notice(
                        Notice.Level.WARN,
                        "development-bypass",
                        "Development mode let a client in without a token, as a temporary user; production refuses it",
                        info,
                        Map.of(),
                        null));
    }

    /// The client is known.
    ///
    /// @param method the carrier's word, or `development` or `anonymous`
    void admit(String user, String method, @Nullable Instant expiresAt) {
        boolean account = !method.equals("development") && !method.equals("anonymous");
        if (account && !around.admission().enterUser(user)) {
            end(new Decision.AdmissionRefused(
                    AdmissionLimit.USER, around.admission().allowed(AdmissionLimit.USER)));
            return;
        }
        userPlaceTaken = account;
        record(new Fact.Authenticated(user, method, expiresAt));
        info = new ConnectionInfo(
                id,
                user,
                info.remoteAddress(),
                info.path(),
                method,
                info.subprotocol(),
                info.origin(),
                info.userAgent(),
                info.attempt(),
                info.acceptedAt());
        happen(ConnectionEvent.ADMITTED);
        if (dialogue != null) {
            dialogue.authenticated(expiresAt);
        }
        expiry(expiresAt);
    }

    void refreshed(@Nullable Instant expiresAt) {
        record(new Fact.TokenRefreshed(expiresAt));
        deadlines.clear(Kind.TOKEN);
        expiry(expiresAt);
        if (dialogue != null) {
            dialogue.authenticated(expiresAt);
        }
    }

    private void expiry(@Nullable Instant expiresAt) {
        if (expiresAt != null && state == ConnectionState.OPEN) {
            Duration left = Duration.between(around.time().wall(), expiresAt);
            deadlines.set(Kind.TOKEN, left.plus(around.options().auth().tokenGrace()));
        }
    }

    private void writeUpgrade() {
        Opening opened = Objects.requireNonNull(opening);
        byte[] upgrade = opened.upgrade();
        String subprotocol = opened.subprotocol();
        outbound.batch(upgrade.length).writeBytes(upgrade);
        written();
        record(new Fact.Upgraded(subprotocol));
        Route route = Objects.requireNonNull(around.routes().get(info.path()));
        FrameReader frames =
                new FrameReader(around.frameLimits().withBinaryAccepted(route.binary()), this, around.time());
        reader = frames;
        upgradedAt = around.time().nanos();
        info = new ConnectionInfo(
                id,
                info.userId(),
                info.remoteAddress(),
                info.path(),
                info.authMethod(),
                subprotocol,
                info.origin(),
                info.userAgent(),
                info.attempt(),
                info.acceptedAt());
        boolean holdfast = Objects.equals(subprotocol, Subprotocols.HOLDFAST);
        dialogue = new Dialogue(this, holdfast, around.options().heartbeat().answerJsonPing(), warnings);
        conversation = new Conversation(this, around, route, outbound, holdfast);
        // What came along with the request is read in a turn of its own, when this transition is through.
        ByteBuf early = opened.takeEarly();
        placeTaken = opened.placeTaken();
        opening = null;
        if (early != null) {
            later(() -> {
                try {
                    bytes(early);
                } catch (Throwable thrown) {
                    fault(thrown);
                } finally {
                    early.release();
                }
                readComplete();
                pauseReading(Pause.HANDSHAKE, false);
            });
        }
    }

    private void writeRefusal() {
        Farewell words = Objects.requireNonNull(farewell);
        byte[] http = words.http(id);
        outbound.bytesSent += http.length;
        transport.writeLast(
                transport.allocator().buffer(http.length).writeBytes(http),
                () -> record(new Fact.HttpAnswered(words.status())));
    }

    private void announceOpen() {
        deadlines.clear(Kind.HANDSHAKE);
        deadlines.clear(Kind.CREDENTIAL);
        announced = true;
        figures.opened++;
        around.listener().opened(info);
        Dialogue talking = Objects.requireNonNull(dialogue);
        Heartbeat beating = new Heartbeat(around.options().heartbeat(), talking.holdfast());
        heartbeat = beating;
        deadlines.set(Kind.HEARTBEAT, beating.first(around.time().nanos()));
        long maxAge = around.options().limits().maxAge().toNanos();
        if (maxAge > 0) {
            // Less a random tenth, so that connections of one moment do not all come back in one.
            long less = ThreadLocalRandom.current().nextLong(maxAge / 10 + 1);
            deadlines.set(Kind.AGE, Duration.ofNanos(maxAge - less));
        }
        talking.admitted();
        Objects.requireNonNull(conversation).loop.open();
    }

    // ---- frames

    @Override
    public void message(boolean text, ByteBuf buffer, int index, int length) {
        figures.messagesReceived++;
        FrameReader frames = Objects.requireNonNull(reader);
        if (frames.messages() <= 1) {
            record(new Fact.FirstMessage());
        }
        if (tooFast()) {
            end(new Decision.Violated(
                    Violation.MESSAGE_FLOOD,
                    "limit " + around.options().limits().messagesPerSecond() + " a second"));
            return;
        }
        if (text && Objects.requireNonNull(dialogue).text(buffer, index, length)) {
            return;
        }
        if (state != ConnectionState.OPEN) {
            end(Dialogue.noCredential());
            return;
        }
        Objects.requireNonNull(conversation)
                .deliver(text ? Message.Kind.TEXT : Message.Kind.BINARY, buffer, index, length);
    }

    /// A token bucket on the time of the read: no clock is asked for a message.
    private boolean tooFast() {
        int perSecond = around.options().limits().messagesPerSecond();
        if (perSecond == 0) {
            return false;
        }
        long costs = Duration.ofSeconds(1).toNanos() / perSecond;
        long most = costs * around.options().limits().messageBurst();
        messageBudget = messageBudgetAt == 0 ? most : Math.min(most, messageBudget + lastReceived - messageBudgetAt);
        messageBudgetAt = lastReceived;
        messageBudget -= costs;
        return messageBudget < 0;
    }

    @Override
    public void ping(ByteBuf buffer, int index, int length) {
        figures.controlFrames++;
        if (transport.writable()) {
            FrameWriter.pong(outbound.batch(FrameWriter.frameSize(length)), buffer, index, length);
            written();
        } else {
            // RFC 6455 5.5.3 lets us answer only the latest: a peer that does not read gets at most one more.
            latePong = ByteBufUtil.getBytes(buffer, index, length, true);
        }
    }

    @Override
    public void pong(ByteBuf buffer, int index, int length) {
        figures.controlFrames++;
        if (heartbeat != null) {
            long roundTrip = heartbeat.pong(buffer, index, length, lastReceived);
            if (roundTrip >= 0) {
                figures.roundTrip.record(roundTrip);
            }
        }
    }

    @Override
    public void close(CloseFrame frame) {
        if (received == null) {
            received = frame;
            record(new Fact.CloseReceived(frame));
        }
        happen(ConnectionEvent.CLOSE_FRAME_RECEIVED);
    }

    @Override
    public void violation(Violation kind, String detail) {
        if (state.ending()) {
            transport.endOutput();
        } else {
            end(new Decision.Violated(kind, detail));
        }
    }

    private void stopDelivery() {
        pauses.clear();
        transport.reading(true);
        if (reader != null) {
            reader.expectClose();
        }
        if (conversation != null) {
            conversation.writabilityChanged(true);
        }
    }

    private void writeClose() {
        Farewell words = Objects.requireNonNull(farewell);
        CloseFrame frame = words.frame();
        if (reader != null) {
            reader.expectClose();
        }
        outbound.takeOver();
        if (dialogue != null && dialogue.holdfast()) {
            String goodbye = words.goodbye();
            FrameWriter.text(outbound.batch(FrameWriter.textFrameSize(goodbye)), goodbye);
        }
        FrameWriter.close(outbound.batch(FrameWriter.frameSize(2 + 123)), frame);
        closeWritten = true;
        // Who broke the protocol is not waited for: our side ends with the close frame (RFC 6455 7.1.7).
        boolean fail =
                words.decision() instanceof Decision.Violated || words.decision() instanceof Decision.InternalFault;
        outbound.last(fail, () -> record(new Fact.CloseSent(frame)));
    }

    private void answerClose() {
        CloseFrame theirs = Objects.requireNonNull(received);
        CloseFrame answer = new CloseFrame(theirs.code(), "");
        outbound.takeOver();
        FrameWriter.close(outbound.batch(FrameWriter.frameSize(2)), answer);
        closeWritten = true;
        outbound.last(true, () -> record(new Fact.CloseSent(answer)));
    }

    // ---- the end

    private void report() {
        deadlines.clearAll();
        if (reader != null) {
            reader.stop();
        }
        boolean place = opening == null ? placeTaken : opening.placeTaken();
        if (opening != null) {
            opening.release();
        }
        outbound.end();
        around.registry().remove(this);
        if (place) {
            around.admission().leave(transport.remoteHost());
        }
        if (userPlaceTaken) {
            around.admission().leaveUser(Objects.requireNonNull(info.userId()));
        }
        if (question) {
            return;
        }
        if (bytesReceived == 0) {
            around.silentConnects().count(transport.remoteHost());
            return;
        }
        long now = around.time().nanos();
        record(new Fact.Totals(
                counters(),
                Duration.ofNanos(now - lastReceived),
                Duration.ofNanos(now - lastSent),
                upgradedAt == 0 ? 0 : bytesReceived - headBytes));
        Timeline timeline = recorder.timeline();
        EndRecord end =
                new EndRecord(info, announced, timeline, around.classifier().explain(timeline));
        boolean wasOpen = announced;
        if (wasOpen) {
            figures.closed++;
        }
        around.listener().ended(end);
        if (wasOpen && conversation != null) {
            conversation.writabilityChanged(true);
            boolean gaveUp = farewell != null && farewell.decision() instanceof Decision.HandlerErrorLimit;
            conversation.loop.end(end.explanation(), end.explanation().cause().id(), gaveUp);
        }
    }

    // ---- for its parts

    /// Adds a fact, unless the end has been reported.
    void record(Fact fact) {
        if (state != ConnectionState.ENDED || fact instanceof Fact.Totals) {
            recorder.record(around.time().nanos(), fact);
        }
    }

    void say(String json) {
        if (conversation != null && !state.ending()) {
            FrameWriter.text(outbound.batch(FrameWriter.textFrameSize(json)), json);
            written();
        }
    }

    void welcome(List<String> warnings) {
        say(Replies.welcome(info, around.options(), around.time().wall(), warnings));
    }

    void applicationAlive() {
        if (heartbeat != null) {
            heartbeat.applicationAlive();
        }
    }

    void deliver(HeldMessage message) {
        applicationAlive();
        Objects.requireNonNull(conversation).deliver(message);
    }

    /// Frames were written to the batch.
    void written() {
        lastSent = reading ? lastReceived : around.time().nanos();
        outbound.written(reading);
        if (!reading) {
            checkOutbound();
        }
    }

    void pauseReading(Pause pause, boolean on) {
        if (state.ending()) {
            return;
        }
        boolean changed = on ? pauses.add(pause) : pauses.remove(pause);
        if (changed) {
            transport.reading(pauses.isEmpty());
        }
    }

    void sentAfterClose() {
        if (!sendAfterCloseSeen) {
            sendAfterCloseSeen = true;
            record(new Fact.SendAfterClose());
        }
    }

    Duration sinceUpgrade() {
        return Duration.ofNanos(around.time().nanos() - upgradedAt);
    }

    long messagesReceived() {
        return reader == null ? 0 : reader.messages();
    }

    String errorId() {
        return around.ids().error();
    }

    LoopFigures figures() {
        return figures;
    }

    String remoteHost() {
        return transport.remoteHost();
    }

    // ---- from any thread

    public String id() {
        return id;
    }

    ConnectionInfo info() {
        return info;
    }

    ConnectionState state() {
        return state;
    }

    @Nullable
    String userId() {
        return info.userId();
    }

    boolean isOpen() {
        return state == ConnectionState.OPEN;
    }

    /// Whether the application and the log know of it.
    boolean announced() {
        return announced;
    }

    boolean onLoop() {
        return transport.eventLoop().inEventLoop();
    }

    static boolean onAnyLoop() {
        return Thread.currentThread() instanceof FastThreadLocalThread;
    }

    /// Runs something on the event loop, after what was asked for before.
    public void later(Runnable task) {
        transport.eventLoop().execute(() -> {
            try {
                task.run();
            } catch (Throwable thrown) {
                fault(thrown);
            }
        });
    }

    EventLoop eventLoop() {
        return transport.eventLoop();
    }

    ByteBufAllocator allocator() {
        return transport.allocator();
    }

    boolean writable() {
        return transport.writable() && outbound.handedOver() < Outbound.LARGE;
    }

    Duration age() {
        return recorder.age(around.time().nanos());
    }

    Counters counters() {
        MessageLoop loop = conversation == null ? null : conversation.loop;
        return new Counters(
                messagesReceived(),
                outbound.messagesSent,
                bytesReceived,
                outbound.bytesSent,
                loop == null ? 0 : loop.errors,
                loop == null ? 0 : loop.iterations,
                Duration.ofNanos(loop == null ? 0 : loop.handlerNanos),
                Duration.ofNanos(loop == null ? 0 : loop.slowestNanos));
    }

    LiveConnection live() {
        return new LiveConnection(
                info,
                state.word(),
                age(),
                Duration.ofNanos(around.time().nanos() - lastReceived),
                heartbeat == null ? null : heartbeat.roundTrip(),
                outbound.queuedBytes(),
                counters());
    }
}
