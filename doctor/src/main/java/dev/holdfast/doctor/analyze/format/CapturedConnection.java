package dev.holdfast.doctor.analyze.format;

import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.credential.SubprotocolEntry;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.evidence.Counters;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Timeline;
import dev.holdfast.doctor.analyze.event.LogEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One TCP connection of a capture. What went over it both ways is what a gateway in between would have seen,
/// so its facts are a gateway's: those of the client's leg, and those of the leg to the server.
final class CapturedConnection {
    private static final int CLOSE = 8;
    private static final TransportEnd RESET =
            new TransportEnd.PeerReset(TransportEnd.SeenBy.READ, "RST in the capture");

    private final String name;
    private final Timeline.Recorder facts;
    private final Instant start;
    private final Side client = new Side();
    private final Side server = new Side();
    private String clientAddress;
    private @Nullable Packet request;
    private @Nullable Instant upgradedAt;
    private @Nullable String subprotocol;
    private @Nullable Integer refusedWith;
    private Instant last;

    /// What one end has sent.
    private static final class Side {
        private long messages;
        private long bytes;
        private long bytesAfterUpgrade;
        private @Nullable Instant lastSent;
        private boolean closed;
        private boolean fin;
        private boolean reset;
    }

    /// @param first of its packets
    CapturedConnection(String name, Packet first) {
        this.name = name;
        this.start = first.at();
        this.last = first.at();
        this.clientAddress = first.from();
        this.facts = new Timeline.Recorder(first.at(), 0);
    }

    /// Whether TCP has ended.
    boolean over() {
        return client.reset || server.reset || (client.fin && server.fin);
    }

    void add(Packet packet, Deque<LogEvent> ready) {
        last = packet.at();
        if (packet.isHandshake() && request == null) {
            clientAddress = packet.from();
            request = packet;
            asked(packet);
        }
        boolean fromClient = packet.from().equals(clientAddress);
        Side side = fromClient ? client : server;
        if (packet.bytes() > 0) {
            side.bytes += packet.bytes();
            side.lastSent = packet.at();
            if (upgradedAt != null) {
                side.bytesAfterUpgrade += packet.bytes();
            }
        }
        if (!fromClient && packet.status() != null && request != null && upgradedAt == null && refusedWith == null) {
            answered(packet, packet.status(), ready);
        }
        frames(packet, side, fromClient);
        ends(packet, side, fromClient);
    }

    private void asked(Packet packet) {
        record(packet.at(), new Fact.Accepted(clientAddress));
        Set<Carrier> carriers = EnumSet.noneOf(Carrier.class);
        if (packet.authorization() != null) {
            carriers.add(Carrier.HEADER);
        }
        if (packet.cookie() != null) {
            carriers.add(Carrier.COOKIE);
        }
        List<String> offered = list(packet.subprotocol());
        if (offered.stream().anyMatch(SubprotocolEntry::carriesSecret)) {
            carriers.add(Carrier.SUBPROTOCOL);
        }
        record(
                packet.at(),
                new Fact.HandshakeReceived(
                        String.valueOf(packet.method()),
                        packet.path(),
                        packet.host(),
                        null,
                        packet.userAgent(),
                        offered.stream().map(SubprotocolEntry::redact).toList(),
                        carriers,
                        packet.forwardedFor() == null ? List.of() : List.of("x-forwarded-for")));
        record(packet.at(), new Fact.UpstreamChosen(packet.to(), list(packet.extensions())));
    }

    private static List<String> list(@Nullable String header) {
        return header == null
                ? List.of()
                : Stream.of(header.split(",", -1))
                        .map(String::strip)
                        .filter(entry -> !entry.isEmpty())
                        .limit(20)
                        .toList();
    }

    private void answered(Packet packet, int status, Deque<LogEvent> ready) {
        if (status != 101) {
            refusedWith = status;
            record(packet.at(), new Fact.UpstreamRefused(status, packet.location(), packet.server()));
            return;
        }
        upgradedAt = packet.at();
        subprotocol = packet.subprotocol() == null ? null : SubprotocolEntry.redact(packet.subprotocol());
        record(
                packet.at(),
                new Fact.UpstreamUpgraded(
                        subprotocol, list(packet.extensions()), List.of(), packet.server(), null, List.of()));
        record(packet.at(), new Fact.Upgraded(subprotocol));
        ready.add(new LogEvent.Opened(packet.at(), info()));
    }

    private void frames(Packet packet, Side side, boolean fromClient) {
        for (int opcode : packet.opcodes()) {
            if (opcode == 1 || opcode == 2) {
                side.messages++;
                if (side.messages == 1 && fromClient) {
                    record(packet.at(), new Fact.FirstMessage());
                }
            } else if (opcode == CLOSE && !side.closed) {
                side.closed = true;
                CloseFrame frame = frame(packet);
                record(packet.at(), fromClient ? new Fact.CloseReceived(frame) : new Fact.UpstreamCloseReceived(frame));
            }
        }
    }

    private static CloseFrame frame(Packet packet) {
        Integer code = packet.closeCode();
        return code == null ? CloseFrame.EMPTY : CloseFrame.of(new CloseCode(code), packet.closeReason());
    }

    private void ends(Packet packet, Side side, boolean fromClient) {
        if (packet.fin() && !side.fin) {
            side.fin = true;
            record(packet.at(), fromClient ? new Fact.PeerFinSeen() : new Fact.UpstreamFinSeen());
        }
        if (packet.reset() && !client.reset && !server.reset) {
            side.reset = true;
            record(packet.at(), fromClient ? new Fact.TransportEnded(RESET) : new Fact.UpstreamEnded(RESET));
        }
    }

    /// Tells its end, where it was a WebSocket or should have become one, and has ended.
    void finish(Deque<LogEvent> ready) {
        if (request == null || !(over() || client.fin || server.fin || refusedWith != null)) {
            return;
        }
        if (server.fin && !server.reset) {
            record(last, new Fact.UpstreamEnded(new TransportEnd.PeerFin(false)));
        }
        if (client.fin && !client.reset) {
            record(last, new Fact.TransportEnded(new TransportEnd.PeerFin(false)));
        }
        record(
                last,
                new Fact.UpstreamTotals(
                        server.messages,
                        client.messages,
                        server.bytes,
                        client.bytes,
                        since(server),
                        since(client),
                        server.bytesAfterUpgrade));
        Counters counters = new Counters(
                client.messages, server.messages, client.bytes, server.bytes, 0, 0, Duration.ZERO, Duration.ZERO);
        record(last, new Fact.Totals(counters, since(client), since(server), client.bytesAfterUpgrade));
        ready.add(new LogEvent.Ended(last, info(), upgradedAt != null, facts.timeline(), null, false, true, null));
    }

    private Duration since(Side side) {
        Instant sent = side.lastSent;
        return Duration.between(sent == null ? start : sent, last);
    }

    private ConnectionInfo info() {
        Packet asked = request;
        ConnectionInfo info = ConnectionInfo.accepted(name, clientAddress, start);
        return asked == null
                ? info
                : info.requested(asked.path(), null, asked.userAgent(), null).upgraded(subprotocol);
    }

    private void record(Instant at, Fact fact) {
        facts.record(Duration.between(start, at).toNanos(), fact);
    }
}
