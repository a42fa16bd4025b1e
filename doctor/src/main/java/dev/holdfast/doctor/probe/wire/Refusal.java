package dev.holdfast.doctor.probe.wire;

import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.rules.CauseCatalog;
import dev.holdfast.core.evidence.BackendProblem;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Timeline;
import dev.holdfast.doctor.probe.target.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Explains a target that could not be had before a handshake was made, by the same facts and rules as
/// one that could not be had for it.
public final class Refusal {
    private Refusal() {}

    /// @param detail each address that was tried, and how it failed
    public static Explanation of(Target target, BackendProblem problem, String detail, Duration waited) {
        Timeline.Recorder recorder = new Timeline.Recorder(Instant.now(), 0);
        recorder.record(0, new Fact.Accepted("the probe"));
        recorder.record(0, HandshakeRequest.to(target).fact());
        recorder.record(0, new Fact.UpstreamChosen(target.authority(), List.of()));
        recorder.record(waited.toNanos(), new Decision.BackendFailed(target.authority(), problem, detail, waited));
        return CauseCatalog.classifier().explain(recorder.timeline());
    }
}
