package dev.holdfast.core.cause;

import dev.holdfast.core.close.CloseExchange;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.ClientReport;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.NodeHealth;
import dev.holdfast.core.evidence.Timeline;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A timeline as rules look at it: which fact began the end, and what surrounds it. The first ending fact counts:
/// whatever a peer or a kernel does after an end has begun is its consequence, never its cause.
public final class Case {
    /// Greater than the round trip of any client that is still there to react.
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    /// What is shorter makes nobody miss anything.
    private static final Duration STALL = Duration.ofMillis(500);

    private final Timeline timeline;
    private final Timeline.@Nullable Entry ended;
    private final @Nullable Fact ending;

    public Case(Timeline timeline) {
        this.timeline = timeline;
        ended = timeline.ending().orElse(null);
        ending = ended == null ? null : ended.fact();
    }

    public Timeline timeline() {
        return timeline;
    }

    /// Our decision, when that is what began the end.
    public <D extends Decision> @Nullable D decided(Class<D> kind) {
        return kind.isInstance(ending) ? kind.cast(ending) : null;
    }

    /// The peer's close frame, when that is what began the end.
    public @Nullable CloseFrame closedByPeer() {
        return ending instanceof Fact.CloseReceived(CloseFrame frame) ? frame : null;
    }

    /// What another program's log tells of the end, when nothing before it began that.
    public Fact.@Nullable EndLogged endLogged() {
        return ending instanceof Fact.EndLogged logged ? logged : null;
    }

    /// How the transport ended, when it ended with no close frame from the peer and no decision of ours before it.
    public @Nullable TransportEnd lostTransport() {
        if (ending instanceof Fact.PeerFinSeen) {
            TransportEnd end = exchange().transportEnd();
            boolean resetFollowed = end instanceof TransportEnd.PeerReset
                    || (end instanceof TransportEnd.PeerFin(boolean resetToo) && resetToo);
            return new TransportEnd.PeerFin(resetFollowed);
        }
        return ending instanceof Fact.TransportEnded(TransportEnd end) ? end : null;
    }

    /// How long after our 101 the peer dropped the connection, where it did so at once and had sent nothing.
    public @Nullable Duration droppedAtOnceAfter() {
        Duration upgraded = timeline.when(Fact.Upgraded.class).orElse(null);
        Fact.Totals totals = totals().orElse(null);
        TransportEnd end = lostTransport();
        if (upgraded == null
                || totals == null
                || totals.afterUpgradeBytes() > 0
                || !(end instanceof TransportEnd.PeerFin || end instanceof TransportEnd.PeerReset)) {
            return null;
        }
        Duration after = endingAt().minus(upgraded);
        return after.compareTo(AT_ONCE) > 0 ? null : after;
    }

    /// Whether this is a gateway's case, with a backend behind.
    public boolean behindGateway() {
        return timeline.has(Fact.UpstreamChosen.class);
    }

    /// The backend's close frame, when that is what began the end.
    public @Nullable CloseFrame closedByBackend() {
        return ending instanceof Fact.UpstreamCloseReceived(CloseFrame frame) ? frame : null;
    }

    /// The backend's answer to the handshake, when it was none of 101 and so began the end.
    public Fact.@Nullable UpstreamRefused refusedByBackend() {
        return ending instanceof Fact.UpstreamRefused refused ? refused : null;
    }

    /// How the leg to the backend ended, when that is what began the end, with no close frame before it.
    public @Nullable TransportEnd lostBackend() {
        if (ending instanceof Fact.UpstreamFinSeen) {
            TransportEnd end = timeline.first(Fact.UpstreamEnded.class)
                    .map(Fact.UpstreamEnded::end)
                    .orElse(null);
            boolean resetFollowed = end instanceof TransportEnd.PeerReset
                    || (end instanceof TransportEnd.PeerFin(boolean resetToo) && resetToo);
            return new TransportEnd.PeerFin(resetFollowed);
        }
        return ending instanceof Fact.UpstreamEnded(TransportEnd end) ? end : null;
    }

    /// The backend's 101, where there was one.
    public Optional<Fact.UpstreamUpgraded> upgradedByBackend() {
        return timeline.first(Fact.UpstreamUpgraded.class);
    }

    /// The backend's name, of a gateway's case.
    public String backend() {
        return timeline.last(Fact.UpstreamChosen.class)
                .map(Fact.UpstreamChosen::backend)
                .orElse("none");
    }

    /// When the end began, since the start; the last fact where none has begun.
    public Duration endingAt() {
        return ended == null ? timeline.duration() : ended.at();
    }

    /// What the client said of this end afterwards, where it did.
    public @Nullable ClientReport report() {
        return timeline.last(Fact.ClientReported.class)
                .map(Fact.ClientReported::report)
                .orElse(null);
    }

    public CloseExchange exchange() {
        return timeline.exchange();
    }

    public Optional<Fact.HandshakeReceived> handshake() {
        return timeline.first(Fact.HandshakeReceived.class);
    }

    /// Whether the opening handshake was answered with 101.
    public boolean upgraded() {
        return timeline.has(Fact.Upgraded.class);
    }

    /// What was counted over the whole life; absent while the connection has not ended.
    public Optional<Fact.Totals> totals() {
        return timeline.last(Fact.Totals.class);
    }

    /// How this node itself was doing, where that could have to do with the end.
    public @Nullable NodeHealth nodeTrouble() {
        return timeline.last(Fact.NodeUnwell.class).map(Fact.NodeUnwell::health).orElse(null);
    }

    /// How long an event loop of ours stood still, where it did so within the time before the end that a peer
    /// is judged by: then what the peer did in that time may have been seen too late, or all at once.
    ///
    /// @param judged how long before the beginning of the end
    public @Nullable Duration ownStallWithin(Duration judged) {
        return ownStall(endingAt().minus(judged), endingAt());
    }

    /// The same of the time after the end had begun.
    public @Nullable Duration ownStallAfterwards() {
        return ownStall(endingAt(), timeline.duration());
    }

    private @Nullable Duration ownStall(Duration from, Duration to) {
        NodeHealth health = nodeTrouble();
        if (health == null || health.stall().compareTo(STALL) < 0) {
            return null;
        }
        Duration over = timeline.duration().minus(health.sinceStall());
        Duration begun = over.minus(health.stall());
        return over.compareTo(from) < 0 || begun.compareTo(to) > 0 ? null : health.stall();
    }

    /// From the 101 to what began the end; zero where there was no 101.
    public Duration openUntilTheEnd() {
        return timeline.when(Fact.Upgraded.class)
                .map(at -> endingAt().minus(at))
                .orElse(Duration.ZERO);
    }

    /// From the 101 to the last fact; zero where there was no 101.
    public Duration openFor() {
        return timeline.when(Fact.Upgraded.class)
                .map(at -> timeline.duration().minus(at))
                .orElse(Duration.ZERO);
    }
}
