package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A box that forgot an idle connection: whatever is sent next is dropped or answered with a reset. Such
/// boxes remember for at least some minutes (Azure 240 s, AWS NLB 350 s, GCP 600 s), so a shorter silence is
/// never this.
final class SilentDropRule implements CauseRule {
    private static final Duration LEAST_LIMIT = Duration.ofSeconds(200);
    private static final Duration JUST_SENT = Duration.ofSeconds(5);

    @Override
    public @Nullable Finding examine(Case facts) {
        Fact.Totals totals = facts.totals().orElse(null);
        if (!(facts.lostTransport() instanceof TransportEnd.PeerReset reset)
                || totals == null
                || !facts.upgraded()
                || totals.sinceReceived().compareTo(LEAST_LIMIT) < 0
                || totals.sinceSent().compareTo(JUST_SENT) > 0) {
            return null;
        }
        return new Finding(
                Cause.L4_IDLE_SILENT_DROP,
                Confidence.POSSIBLE,
                Initiator.NETWORK,
                false,
                "The first bytes we sent after " + Phrases.time(totals.sinceReceived())
                        + " of silence were answered with a reset: something had forgotten the connection.",
                List.of(
                        Phrases.transport(reset) + ", " + Phrases.time(totals.sinceSent()) + " after we had sent",
                        "nothing had come for " + Phrases.time(totals.sinceReceived())),
                Cause.L4_IDLE_SILENT_DROP.fix());
    }

    /// The same, where the first ping after the silence was dropped without a word.
    static @Nullable Finding afterLongSilence(Decision.HeartbeatMissed missed, List<String> evidence) {
        Duration before = missed.silence().minus(missed.waited());
        if (before.compareTo(LEAST_LIMIT) < 0) {
            return null;
        }
        List<String> all = new ArrayList<>(evidence);
        all.add("the ping was the first after " + Phrases.time(before) + " of silence");
        return Finding.likely(
                Cause.L4_IDLE_SILENT_DROP,
                Initiator.NETWORK,
                "The first ping after " + Phrases.time(before)
                        + " of silence got no answer and no acknowledgement: something on the way had forgotten the "
                        + "connection, or the client's machine was gone.",
                all);
    }
}
