package dev.holdfast.core.incident;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.evidence.BackendProblem;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Finds that a backend was gone when connections to it were lost without a word, by the next opening
/// handshake to it: one that opens shows that it lives, one that something before the backend answers with
/// its own error shows that it does not. A gateway's look at the port alone can't tell where a proxy listens
/// there. Behind a proxy another path may lead to another backend, so its error says something of its own path alone.
///
/// Bounded: the 64 backends that lost connections last, and the 1000 newest losses of each.
final class BackendLosses {
    private static final int BACKENDS = 64;
    private static final int WAITING = 1000;
    private static final long SOON = Duration.ofSeconds(10).toNanos();

    private final Map<String, Newest<Lost>> waiting = new BoundedMap<>(BACKENDS);

    private record Lost(String connectionId, @Nullable String path, long nanos) {}

    /// A connection opened, to whichever backend: nobody is said to be gone then.
    void opened() {
        waiting.clear();
    }

    List<IncidentEffect.Learned> add(EndView view) {
        UpstreamView upstream = view.upstream();
        if (upstream != null) {
            if (upstream.lost() && view.end().explanation().cause() == Cause.UNEXPLAINED) {
                waiting.computeIfAbsent(upstream.backend(), _ -> new Newest<>(WAITING))
                        .add(new Lost(view.connectionId(), view.end().info().path(), view.endedNanos()));
            }
            return List.of();
        }
        Case facts = new Case(view.end().timeline());
        if (!facts.behindGateway()) {
            return List.of();
        }
        Fact.UpstreamRefused refused = facts.refusedByBackend();
        // One that answers in no time (504, or nobody's answer) stands still, and is not gone.
        boolean byProxy = refused != null && (refused.status() == 502 || refused.status() == 503);
        Decision.BackendFailed failed = facts.decided(Decision.BackendFailed.class);
        if (!byProxy && (failed == null || !gone(failed.problem()))) {
            return List.of();
        }
        return learned(facts.backend(), view, refused == null ? null : refused.status());
    }

    /// Whether nobody was there who could have answered. What this gateway itself lacks shows nothing of a backend.
    private static boolean gone(BackendProblem problem) {
        return switch (problem) {
            case REFUSED, UNREACHABLE, CONNECT_TIMEOUT, CONNECT_FAILED, ENDED_UNANSWERED -> true;
            case NAME_UNKNOWN, NO_LOCAL_PORT, NO_FILE, TLS_FAILED, ANSWER_TIMEOUT, NOT_HTTP -> false;
        };
    }

    private List<IncidentEffect.Learned> learned(String backend, EndView failed, @Nullable Integer status) {
        List<IncidentEffect.Learned> effects = new ArrayList<>();
        Newest<Lost> lost = waiting.remove(backend);
        if (lost != null) {
            for (Lost each : lost) {
                long after = failed.endedNanos() - each.nanos();
                if (status != null
                        && !Objects.equals(each.path(), failed.end().info().path())) {
                    waiting.computeIfAbsent(backend, _ -> new Newest<>(WAITING)).add(each);
                } else if (after <= SOON) {
                    effects.add(new IncidentEffect.Learned(
                            each.connectionId(), new Fact.UpstreamDownFound(Duration.ofNanos(after), status)));
                }
            }
        }
        return effects;
    }
}
