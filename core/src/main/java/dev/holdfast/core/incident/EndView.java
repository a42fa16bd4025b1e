package dev.holdfast.core.incident;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.evidence.Counters;
import dev.holdfast.core.evidence.CutOffMeasure;
import dev.holdfast.core.evidence.Fact;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An end as it is compared with others: read from its record once, so that all who compare look at the same.
///
/// @param startedNanos when TCP was accepted, on the clock of `endedNanos`
/// @param host the TCP peer without its port
/// @param network the neighbourhood of `host`: its /24, or its /64 in IPv6
/// @param hops the headers by which boxes in between gave themselves away
/// @param lost whether TCP went away after the 101 without a close frame from the peer or a decision of ours
/// @param upstream the leg to the backend, of a gateway's end whose backend answered with 101
record EndView(
        EndRecord end,
        long startedNanos,
        long endedNanos,
        ClientKey client,
        String host,
        String network,
        List<String> hops,
        boolean lost,
        Fact.Totals totals,
        Duration openFor,
        @Nullable UpstreamView upstream) {
    private static final Fact.Totals NO_TOTALS = new Fact.Totals(Counters.NONE, Duration.ZERO, Duration.ZERO, 0);

    static EndView of(EndRecord end, long nowNanos) {
        Case facts = new Case(end.timeline());
        String host = host(end.info().remoteAddress());
        List<String> hops = facts.handshake().map(Fact.HandshakeReceived::hops).orElse(List.of());
        return new EndView(
                end,
                nowNanos - end.duration().toNanos(),
                nowNanos,
                ClientKey.of(end, host),
                host,
                network(host),
                hops,
                end.opened() && facts.upgraded() && cut(facts.lostTransport()),
                facts.totals().orElse(NO_TOTALS),
                end.timeline()
                        .when(Fact.Upgraded.class)
                        .map(at -> facts.endingAt().minus(at))
                        .orElse(Duration.ZERO),
                UpstreamView.of(facts));
    }

    private static boolean cut(@Nullable TransportEnd end) {
        return end instanceof TransportEnd.PeerFin || end instanceof TransportEnd.PeerReset;
    }

    /// The same end, explained anew.
    EndView with(EndRecord better) {
        return new EndView(
                better, startedNanos, endedNanos, client, host, network, hops, lost, totals, openFor, upstream);
    }

    /// When the end began; what is left of a connection after that may take its time.
    long beganNanos() {
        return startedNanos + new Case(end.timeline()).endingAt().toNanos();
    }

    /// When it opened.
    long openedNanos() {
        return beganNanos() - openFor.toNanos();
    }

    String connectionId() {
        return end.info().connectionId();
    }

    /// How long this end had lasted in what a limit can count.
    long nanos(CutOffMeasure measure) {
        return measure.of(totals, openFor).toNanos();
    }

    static String host(String remoteAddress) {
        int port = remoteAddress.lastIndexOf(':');
        return port < 0 || remoteAddress.endsWith("]") ? remoteAddress : remoteAddress.substring(0, port);
    }

    static String network(String host) {
        if (host.startsWith("[")) {
            int end = 0;
            for (int group = 0; group < 4 && end >= 0; group++) {
                end = host.indexOf(':', end + 1);
            }
            return end < 0 ? host : host.substring(0, end) + "::]/64";
        }
        int last = host.lastIndexOf('.');
        return last < 0 ? host : host.substring(0, last) + ".0/24";
    }
}
