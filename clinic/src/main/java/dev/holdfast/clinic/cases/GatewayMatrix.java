package dev.holdfast.clinic.cases;

import dev.holdfast.clinic.gateway.Row;
import dev.holdfast.clinic.trial.ClinicCase;
import java.util.List;
import java.util.stream.Stream;

/// Everything that a man in the middle can see, with all the software and places that it is played in.
public final class GatewayMatrix {
    private static final List<Row> ROWS = Stream.of(
                    AnswerRows.all(), ReachRows.all(), SilenceRows.all(), FrameRows.all(), PairRows.all())
            .flatMap(List::stream)
            .toList();

    private GatewayMatrix() {}

    public static List<Row> rows() {
        return ROWS;
    }

    /// Those that no other family has.
    static List<ClinicCase> cases() {
        return ROWS.stream().flatMap(row -> row.cases().stream()).toList();
    }
}
