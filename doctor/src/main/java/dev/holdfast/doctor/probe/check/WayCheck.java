package dev.holdfast.doctor.probe.check;

import org.jspecify.annotations.Nullable;

/// Which boxes on the way gave themselves away, and what their usual limits are.
final class WayCheck implements Check {
    @Override
    public String name() {
        return "way";
    }

    @Override
    public String title() {
        return "What stands between";
    }

    @Override
    public @Nullable String skip(Examination examination) {
        return examination.seen().isEmpty() ? "no answer has come" : null;
    }

    @Override
    public void run(Examination examination, Notes notes) {
        Hops hops = Hops.of(examination.seen());
        if (hops.seen().isEmpty()) {
            notes.info("no box", "gave itself away by a header; there may be some all the same");
        }
        hops.seen().forEach((box, sign) -> {
            String limits = Hops.limits(box);
            notes.info(box, sign + (limits == null ? "" : "; its usual limits: " + limits));
        });
        examination.seen().stream()
                .map(head -> head.shown("server"))
                .filter(server -> server != null && !server.isEmpty())
                .distinct()
                .forEach(server -> notes.info("Server", String.valueOf(server)));
    }
}
