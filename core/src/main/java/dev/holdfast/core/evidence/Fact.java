package dev.holdfast.core.evidence;

import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TcpSample;
import dev.holdfast.core.close.TransportEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One thing that was observed or decided in the life of a connection. Facts are for events that matter,
/// never for a single message. A fact holds what was seen, not what it means: meaning is the classifier's.
///
/// Texts that a peer wrote are bounded by whoever records them and are never a credential.
///
/// A [Decision] is a fact too: that *we* refused or ended, and on what ground. A gateway has two legs. What
/// it saw of the one to the backend is an [Upstream]; everything else in its timeline is of the other, the
/// one to the client, or of neither.
public sealed interface Fact permits Fact.Observation, Decision {

    /// Something seen.
    sealed interface Observation extends Fact {}

    /// Marks the facts after which a connection can only end. The first of them in a timeline began the end.
    sealed interface Ending permits Decision, CloseReceived, PeerFinSeen, TransportEnded, UpstreamEnding, EndLogged {}

    /// Something that a peer or an application can bring about as often as it likes. Only such facts are left
    /// out of a timeline that is full.
    sealed interface Repeatable extends Observation {}

    /// Learned when the end was already recorded and explained. It stands behind all others in the timeline
    /// and may explain the end anew; it is no part of the connection's life, so neither its age nor its end
    /// move by it.
    sealed interface Afterwards extends Observation {}

    /// Seen of the leg between a gateway and the backend behind it. Only gateways record these.
    sealed interface Upstream extends Observation {}

    /// What on that leg can begin an end.
    sealed interface UpstreamEnding extends Upstream, Ending {}

    /// The TCP connection was accepted. The first fact of every timeline.
    record Accepted(String remoteAddress) implements Observation {}

    /// A complete opening handshake request was read.
    ///
    /// @param offeredSubprotocols as offered, entries that carry a token redacted
    /// @param carriers which carriers held a credential, enabled here or not
    /// @param hops names of the headers by which boxes between us and the client gave themselves away, lower
    /// case
    record HandshakeReceived(
            String method,
            String path,
            @Nullable String host,
            @Nullable String origin,
            @Nullable String userAgent,
            List<String> offeredSubprotocols,
            Set<Carrier> carriers,
            List<String> hops)
            implements Observation {
        public HandshakeReceived {
            offeredSubprotocols = List.copyOf(offeredSubprotocols);
            carriers = Carrier.inOrder(carriers);
            hops = List.copyOf(hops);
        }
    }

    /// No credential came, and the development rules let the connection in as a temporary user.
    record DevelopmentBypass(String userId) implements Observation {}

    /// @param method the carrier's word, or `development` or `anonymous`
    record Authenticated(
            String userId, String method, @Nullable Instant expiresAt) implements Observation {}

    /// A new token was accepted inside the open connection.
    record TokenRefreshed(@Nullable Instant expiresAt) implements Repeatable {}

    /// The opening handshake was answered with 101.
    record Upgraded(@Nullable String subprotocol) implements Observation {}

    /// A `holdfast.v1` client said who it is.
    record Hello(@Nullable String client, @Nullable String tab) implements Repeatable {}

    /// The first data message arrived.
    record FirstMessage() implements Observation {}

    /// The peer stopped taking what we send; reading from it stopped too.
    record BackpressureBegan(long queuedBytes) implements Repeatable {}

    /// The application's handler failed on a message. Does not end the connection by itself.
    ///
    /// @param consecutive how many in a row, this one included
    record HandlerFailed(String errorId, String exception, int consecutive) implements Repeatable {}

    /// A `holdfast.v1` client announced that it will close on purpose.
    record ByeReceived(String reason) implements Repeatable {}

    /// The application tried to send after the close had begun.
    record SendAfterClose() implements Repeatable {}

    /// A round trip took so long that the kernel's own figures show a bad path and not a slow client.
    ///
    /// @param roundTrip of a heartbeat
    record PathDegraded(Duration roundTrip, TcpSample sample) implements Repeatable {}

    record CloseReceived(CloseFrame frame) implements Observation, Ending {}

    /// Our close frame was taken by the kernel; that is not yet delivery.
    record CloseSent(CloseFrame frame) implements Observation {}

    /// Our HTTP answer that was not 101.
    record HttpAnswered(int status) implements Observation {}

    /// When the peer ended its side, our 101 had not been taken in there: it was not acknowledged, or was
    /// answered by a reset. So the peer (or a box that speaks for it) had not waited for it. Looked for only
    /// while the 101 is all that was sent, and where the kernel tells.
    record UpgradeNotTaken() implements Observation {}

    /// The peer ended its sending side (FIN).
    record PeerFinSeen() implements Observation, Ending {}

    /// We had sent a close frame and the peer did not answer it in time.
    record CloseUnanswered(Duration waited) implements Observation {}

    record TransportEnded(TransportEnd end) implements Observation, Ending {}

    /// The client told its side of this end.
    record ClientReported(ClientReport report) implements Afterwards {}

    /// This node itself was in trouble around the end; absent where it was well.
    record NodeUnwell(NodeHealth health) implements Observation {}

    /// The last data message, either way, when the transport ended; absent where there was none. Pings and
    /// pongs do not count: some boxes and browsers go by messages only.
    record LastMessage(Duration ago) implements Observation {}

    /// What was counted over the whole life; the last fact of every life.
    ///
    /// @param sinceReceived age of the last bytes received when the transport ended
    /// @param sinceSent age of the last bytes sent when the transport ended
    /// @param afterUpgradeBytes bytes received after the handshake
    record Totals(Counters counters, Duration sinceReceived, Duration sinceSent, long afterUpgradeBytes)
            implements Observation {}

    /// Connections beside this one were cut at the same silence or age.
    ///
    /// @param limit at which they are cut
    /// @param equal how many were, this one included
    /// @param toldApart whether it is shown that silence and not age is counted, or the other way round
    /// @param heartbeat our own ping interval then; zero where none are sent, or where it is not known
    record CutOffFound(CutOffMeasure measure, Duration limit, long equal, boolean toldApart, Duration heartbeat)
            implements Afterwards {}

    /// Many connections were lost in the same moment as this one.
    ///
    /// @param ends how many
    /// @param within from the first of them to the last
    /// @param oneAddress whether they came from one address
    /// @param oneProxy whether they came with the same headers of boxes in between
    /// @param unlike whether they had been silent, and had lived, for different times
    /// @param survivors connections, whichever way they came, that were open before and stayed, at least
    /// @param accepted connections that opened since, in the seconds until it was over
    record MassEndFound(
            long ends,
            Duration within,
            boolean oneAddress,
            boolean oneProxy,
            boolean unlike,
            long survivors,
            long accepted)
            implements Afterwards {
        /// Whether a proxy that was reloaded or restarted fits best: all came through one, none
        /// stayed, and others came since.
        public boolean shownReloaded() {
            return oneProxy && survivors == 0 && accepted > 0;
        }
    }

    /// The same client opened another connection around this end.
    ///
    /// @param connection the other one's id
    /// @param after from the beginning of this end to the accept of the other; negative where that came
    /// before
    /// @param knownBy how it is known that it is the same client
    /// @param sameAddress whether it came from the same address
    /// @param authenticated whether it was let in by a credential
    /// @param stayed how long it was open when this was recorded
    record ClientCameBack(
            String connection,
            Duration after,
            KnownBy knownBy,
            boolean sameAddress,
            boolean authenticated,
            Duration stayed)
            implements Afterwards {}

    /// Another attempt on the same path, which carried its credential elsewhere, was let in by the backend
    /// that refused this one.
    ///
    /// @param connection the other one's id
    /// @param carriers that held its credential
    /// @param sameCredential whether it was the same credential; else only the same program at the same
    /// address
    /// @param after from the beginning of this end to the other's 101; negative where that came before
    record OtherCarrierAccepted(String connection, Set<Carrier> carriers, boolean sameCredential, Duration after)
            implements Afterwards {
        public OtherCarrierAccepted {
            carriers = Carrier.inOrder(carriers);
        }
    }

    /// Other tokens were refused at the same distance from their time as this one.
    ///
    /// @param offset the median of the distances
    /// @param issuerAhead whether the issuer's clock is ahead of ours, rather than behind it
    /// @param tokens how many different ones, this one included
    /// @param within from the first of them to the last
    /// @param spread between the smallest distance and the greatest
    record ClockOffsetFound(Duration offset, boolean issuerAhead, int tokens, Duration within, Duration spread)
            implements Afterwards {}

    // ---- of a gateway

    /// The handshake is for this backend.
    ///
    /// @param backend `host:port`, as it is configured
    /// @param offeredExtensions as the client offered them
    record UpstreamChosen(String backend, List<String> offeredExtensions) implements Upstream {
        public UpstreamChosen {
            offeredExtensions = List.copyOf(offeredExtensions);
        }
    }

    /// The backend that was chosen could not be reached, so another was.
    ///
    /// @param detail each address that was tried, and how it failed
    record UpstreamPassedOver(String backend, BackendProblem problem, String detail) implements Upstream {}

    /// TCP to the backend is up, and the handshake was sent there.
    ///
    /// @param address of the backend, as it was resolved
    record UpstreamConnected(String address) implements Upstream {}

    /// The backend answered the handshake with 101.
    ///
    /// @param subprotocol that it selected, redacted where it carries a token
    /// @param flaws what is wrong with it
    /// @param server the backend's `Server` header, by which programs name themselves
    /// @param via its `Via` header, by which boxes between the gateway and the backend do
    /// @param hops names of other headers by which such boxes gave themselves away, lower case
    record UpstreamUpgraded(
            @Nullable String subprotocol,
            List<String> extensions,
            List<ReplyFlaw> flaws,
            @Nullable String server,
            @Nullable String via,
            List<String> hops)
            implements Upstream {
        public UpstreamUpgraded {
            extensions = List.copyOf(extensions);
            flaws = List.copyOf(flaws);
            hops = List.copyOf(hops);
        }
    }

    /// The backend answered the handshake with another status.
    ///
    /// @param location where a redirect leads
    record UpstreamRefused(
            int status, @Nullable String location, @Nullable String server) implements UpstreamEnding {}

    /// The backend's close frame.
    record UpstreamCloseReceived(CloseFrame frame) implements UpstreamEnding {}

    /// The backend ended its sending side (FIN).
    record UpstreamFinSeen() implements UpstreamEnding {}

    record UpstreamEnded(TransportEnd end) implements UpstreamEnding {}

    /// After the backend's leg was lost without a close frame, a connection to the backend was tried.
    ///
    /// @param refused whether nothing listened there any more
    /// @param lostTogether connections to it that were lost within a second before, this one included
    record UpstreamLookedAfter(boolean refused, int lostTogether) implements Upstream {}

    /// A frame that breaks RFC 6455 was relayed as it was. The first of each leg.
    ///
    /// @param from the leg it came from
    record FrameFlaw(Leg from, Violation kind, String detail) implements Observation {}

    /// Backend legs beside this one ended at the same silence or age: were cut, or closed by the backend with
    /// the same code.
    ///
    /// @param limit at which they end
    /// @param equal how many did, this one included
    /// @param toldApart whether it is shown that silence and not age is counted, or the other way round
    /// @param heartbeat the interval of our own pings on this leg; zero where none are sent
    record UpstreamCutOffFound(CutOffMeasure measure, Duration limit, long equal, boolean toldApart, Duration heartbeat)
            implements Upstream, Afterwards {}

    /// The next opening handshake after this backend's leg was lost did not reach the backend, either.
    ///
    /// @param after from the loss to that failure
    /// @param status that something before the backend answered with; absent where nothing answered
    record UpstreamDownFound(Duration after, @Nullable Integer status) implements Upstream, Afterwards {}

    /// Many connections to the backend were lost in the same moment as this one, without a close frame.
    ///
    /// @param ends how many
    /// @param within from the first of them to the last
    /// @param unlike whether they had been silent, and had lived, for different times
    /// @param survivors connections that were open before and stayed, at least
    /// @param accepted opening handshakes that the backend answered with 101 since
    record UpstreamMassEndFound(long ends, Duration within, boolean unlike, long survivors, long accepted)
            implements Upstream, Afterwards {}

    /// When the end began, bytes waited in the gateway because their receiver did not take them.
    ///
    /// @param towards the leg on which they waited
    /// @param blocked since the receiver last kept up
    /// @param waitingBytes how many the gateway held; the kernels on the way hold more
    record StoodStill(Leg towards, Duration blocked, long waitingBytes) implements Observation {}

    /// When the end began, a ping that had been relayed was not answered.
    ///
    /// @param from the leg it came from; the other side had to answer
    record PingUnanswered(Leg from, Duration waited) implements Observation {}

    /// The newest ping of whoever began the end by a close frame, which was answered.
    ///
    /// @param from the leg the ping came from
    /// @param after from the ping to the pong that was relayed to him
    /// @param ago from that pong to the end's beginning
    record PingAnswered(Leg from, Duration after, Duration ago) implements Observation {}

    /// What was counted on the leg to the backend over the whole life; right before [Totals]. Both are, in a
    /// gateway, of the moment when the end began, and the close frame that began it does not count as bytes.
    ///
    /// @param sinceReceived age of the last bytes from the backend then
    /// @param sinceSent age of the last bytes to it
    /// @param afterUpgradeBytes bytes received from the backend after its 101
    record UpstreamTotals(
            long messagesReceived,
            long messagesSent,
            long bytesReceived,
            long bytesSent,
            Duration sinceReceived,
            Duration sinceSent,
            long afterUpgradeBytes)
            implements Upstream {}

    // ---- of another program's log

    /// The log of another program tells of the end. Recorded only where such logs are read afterwards; a
    /// program that stands in between sees bytes and no frames, so that a close frame is neither shown nor
    /// ruled out by it.
    ///
    /// @param by the program, such as `nginx`
    /// @param status that it answered the opening handshake with, where it was none of 101
    /// @param words of the log, raw
    record EndLogged(
            String by, LoggedEnding ending, @Nullable Integer status, String words) implements Observation, Ending {}
}
