package dev.holdfast.doctor.probe.wire;

import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Leg;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Frames on an open connection: sends what it is told to, answers pings, and records what ends it. What
/// breaks the protocol is answered as a browser answers it, with 1002.
public final class Conversation {
    private final Attempt attempt;
    private final Wire wire;
    private final FrameReader frames;
    private final Limits limits;
    private final long sentBefore;
    private final long openedAt = System.nanoTime();
    private long endedAt;
    private @Nullable Got end;
    private boolean closedByUs;

    Conversation(Attempt attempt, Wire wire, FrameReader frames, Limits limits) {
        this.attempt = attempt;
        this.wire = wire;
        this.frames = frames;
        this.limits = limits;
        this.sentBefore = wire.sent;
    }

    long bytesSent() {
        return wire.sent - sentBefore;
    }

    /// What ended it: a [Got.Close], [Got.Broken], [Got.TooLong] or [Got.Ended]; absent while it is open.
    public @Nullable Got end() {
        return end;
    }

    boolean closedByUs() {
        return closedByUs;
    }

    public boolean open() {
        return end == null;
    }

    /// From the 101 to the end, or to now.
    public Duration age() {
        return Duration.ofNanos((open() ? System.nanoTime() : endedAt) - openedAt);
    }

    /// How long no byte had gone either way at the end, or now; at most [#age].
    public Duration quiet() {
        long last = Math.max(openedAt, Math.max(wire.lastReceived, wire.lastSent));
        return Duration.ofNanos((open() ? System.nanoTime() : endedAt) - last);
    }

    /// @return whether the kernel took it
    public boolean send(OutFrame frame) {
        if (end != null) {
            return false;
        }
        int opcode = frame.first() & 0x0f;
        if (opcode == Opcode.TEXT || opcode == Opcode.BINARY) {
            attempt.messagesSent++;
        }
        // What ended TCP is found by the next read, behind what came before it.
        return wire.write(frame.bytes());
    }

    /// Bytes that are no frame of ours.
    public boolean sendRaw(byte... bytes) {
        return end == null && wire.write(bytes);
    }

    /// The next thing that comes; pings are answered on the way and not told.
    public Got await(Duration limit) {
        return awaitUntil(System.nanoTime() + limit.toNanos());
    }

    Got awaitUntil(long deadline) {
        Got already = end;
        if (already != null) {
            return already;
        }
        while (true) {
            Got got = frames.next(deadline);
            switch (got) {
                case Got.Ping(byte[] payload) ->
                    wire.write(OutFrame.of(Opcode.PONG, payload).bytes());
                case Got.Message _ -> {
                    attempt.messagesReceived++;
                    return got;
                }
                case Got.Pong _, Got.Silence _ -> {
                    return got;
                }
                case Got.Close _, Got.Broken _, Got.TooLong _, Got.Ended _ -> {
                    ends(got);
                    return got;
                }
            }
        }
    }

    private void ends(Got got) {
        end = got;
        endedAt = System.nanoTime();
        switch (got) {
            case Got.Close(CloseFrame frame) -> {
                attempt.record(new Fact.UpstreamCloseReceived(frame));
                wire.write(closeFrame(frame.code() == null ? CloseFrame.EMPTY : CloseFrame.of(frame.code(), "")));
                attempt.record(new Fact.UpstreamEnded(new TransportEnd.LocalClose(false)));
            }
            case Got.Broken(var kind, String detail) -> {
                attempt.record(new Fact.FrameFlaw(Leg.UPSTREAM, kind, detail));
                CloseFrame complaint = CloseFrame.of(CloseCode.PROTOCOL_ERROR, kind.meaning());
                attempt.record(new Fact.CloseReceived(complaint));
                wire.write(closeFrame(complaint));
                attempt.record(new Fact.UpstreamEnded(new TransportEnd.LocalClose(false)));
            }
            case Got.Ended(TransportEnd how) -> {
                if (how instanceof TransportEnd.PeerFin) {
                    attempt.record(new Fact.UpstreamFinSeen());
                }
                attempt.record(new Fact.UpstreamEnded(how));
                wire.close();
                attempt.lookAfter();
            }
            case Got.TooLong _, Got.Message _, Got.Ping _, Got.Pong _, Got.Silence _ -> {}
        }
        wire.close();
    }

    private static byte[] closeFrame(CloseFrame frame) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        CloseCode code = frame.code();
        if (code != null) {
            payload.write(code.value() >> 8);
            payload.write(code.value());
            payload.writeBytes(frame.reason().getBytes(StandardCharsets.UTF_8));
        }
        return OutFrame.of(Opcode.CLOSE, payload.toByteArray()).bytes();
    }

    /// A round trip of a protocol ping.
    ///
    /// @return how long it took; `null` where none came in time, or the connection ended
    public @Nullable Duration ping(byte[] payload) {
        long began = System.nanoTime();
        if (!send(OutFrame.ping(payload))) {
            awaitUntil(began + limits.reply().toNanos());
            return null;
        }
        long deadline = began + limits.reply().toNanos();
        while (true) {
            Got got = awaitUntil(deadline);
            switch (got) {
                case Got.Pong(byte[] answer)
                when Arrays.equals(answer, payload) -> {
                    return Duration.ofNanos(System.nanoTime() - began);
                }
                case Got.Pong _, Got.Message _, Got.Ping _ -> {}
                case Got.Silence _, Got.Close _, Got.Broken _, Got.TooLong _, Got.Ended _ -> {
                    return null;
                }
            }
        }
    }

    /// How a closing handshake of ours went.
    ///
    /// @param answered how long the server's close frame took; `null` where none came
    /// @param reply that frame
    /// @param instead what came in place of it; `null` where it came
    /// @param ended how long after that the server ended TCP, as RFC 6455 7.1.1 asks it to first; `null`
    /// where it did not within the time for it
    public record Closing(
            @Nullable Duration answered,
            @Nullable CloseFrame reply,
            @Nullable Got instead,
            @Nullable Duration ended) {}

    /// Begins the closing handshake as a client that leaves.
    public Closing close() {
        Got already = end;
        if (already != null) {
            return new Closing(null, null, already, null);
        }
        closedByUs = true;
        CloseFrame leaving = CloseFrame.of(CloseCode.NORMAL, "");
        attempt.record(new Fact.CloseReceived(leaving));
        long began = System.nanoTime();
        wire.write(closeFrame(leaving));
        Got got = untilCloseOrEnd(began + limits.reply().toNanos());
        if (!(got instanceof Got.Close(CloseFrame reply))) {
            end = got;
            wire.close();
            return new Closing(null, null, got, got instanceof Got.Ended ? since(began) : null);
        }
        Duration answered = since(began);
        long from = System.nanoTime();
        Got after = frames.next(from + limits.reply().toNanos() / 2);
        end = got;
        wire.close();
        return new Closing(answered, reply, null, after instanceof Got.Ended ? since(from) : null);
    }

    /// Passes over what the server had on its way.
    private Got untilCloseOrEnd(long deadline) {
        while (true) {
            Got got = frames.next(deadline);
            switch (got) {
                case Got.Close _, Got.Silence _, Got.Ended _, Got.Broken _, Got.TooLong _ -> {
                    return got;
                }
                case Got.Message _, Got.Ping _, Got.Pong _ -> {}
            }
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
