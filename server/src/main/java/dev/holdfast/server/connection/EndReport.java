package dev.holdfast.server.connection;

import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.NodeHealth;
import dev.holdfast.core.evidence.Timeline;
import java.time.Duration;

/// The one record that a connection leaves, and who hears of it: the log first, then the application.
final class EndReport {
    private EndReport() {}

    /// @param gaveUp whether it was ended because its handler has failed too often
    static void send(ServerConnection connection, boolean gaveUp) {
        Surroundings around = connection.around();
        DataTransfer transfer = connection.transfer();
        NodeHealth health = around.watch().health(connection.figures().stalls);
        if (health.noteworthy()) {
            connection.record(new Fact.NodeUnwell(health));
        }
        Duration sinceMessage = connection.sinceMessage();
        if (sinceMessage != null) {
            connection.record(new Fact.LastMessage(sinceMessage));
        }
        connection.record(new Fact.Totals(
                connection.counters(),
                connection.idle(),
                Duration.ofNanos(around.time().nanos() - connection.outbound().lastSent()),
                transfer == null ? 0 : connection.bytesReceived() - transfer.headBytes()));
        Timeline timeline = connection.timeline();
        EndRecord end = new EndRecord(
                connection.info(),
                connection.announced(),
                timeline,
                around.classifier().explain(timeline));
        if (connection.announced()) {
            connection.figures().closed++;
        }
        around.listener().ended(end);
        if (connection.announced() && transfer != null) {
            transfer.ended(end.explanation(), gaveUp);
        }
    }
}
