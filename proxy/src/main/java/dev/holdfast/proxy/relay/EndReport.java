package dev.holdfast.proxy.relay;

import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.LoopReport;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.NodeHealth;
import dev.holdfast.core.evidence.Timeline;
import java.time.Duration;

/// The one record that a connection through the gateway leaves.
final class EndReport {
    private EndReport() {}

    static void send(GatewayConnection connection) {
        GatewayParts parts = connection.parts();
        NodeHealth health = parts.watch().health(connection.share().stalls);
        if (health.noteworthy()) {
            connection.record(new Fact.NodeUnwell(health));
        }
        Circumstances then = connection.circumstances();
        RelayLeg down = connection.down();
        RelayLeg up = connection.up();
        RelayLeg.Silence upstream = then.up();
        if (up != null && upstream != null) {
            connection.record(new Fact.UpstreamTotals(
                    up.scanner.messages(),
                    down.scanner.messages(),
                    up.bytesReceived,
                    up.bytesSent,
                    upstream.received(),
                    upstream.sent(),
                    up.relayed));
        }
        connection.record(new Fact.Totals(
                connection.counters(), then.down().received(), then.down().sent(), down.relayed));
        Timeline timeline = connection.timeline();
        EndRecord end = new EndRecord(
                connection.info(),
                connection.announced(),
                timeline,
                parts.classifier().explain(timeline));
        parts.listener().ended(end);
        if (connection.announced()) {
            parts.listener()
                    .loopEnded(new LoopReport(
                            connection.info(),
                            end.explanation().cause().id(),
                            "relaying",
                            timeline.when(Fact.Upgraded.class)
                                    .map(at -> timeline.duration().minus(at))
                                    .orElse(Duration.ZERO),
                            end.counters()));
        }
    }
}
