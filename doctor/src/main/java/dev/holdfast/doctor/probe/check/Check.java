package dev.holdfast.doctor.probe.check;

import org.jspecify.annotations.Nullable;

/// One question that is put to the target. Stateless; what it learns for others is kept in the
/// [Examination].
interface Check {
    /// As `--only` takes it.
    String name();

    /// The question, as a heading.
    String title();

    /// Whether others rest on it, so that it runs whatever `--only` says.
    default boolean always() {
        return false;
    }

    /// Why it can't be run now; `null` where it can.
    default @Nullable String skip(Examination examination) {
        return examination.opens() ? null : "no connection could be opened";
    }

    void run(Examination examination, Notes notes);
}
