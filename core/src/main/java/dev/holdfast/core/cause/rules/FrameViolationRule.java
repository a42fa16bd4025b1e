package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Violation;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Bytes that broke the protocol or a limit: our own reader saw them, so nothing is left to guess but who
/// wrote them. Except for a reserved bit: compression that only one side believes in is the usual reason, but
/// noise sets bits too.
final class FrameViolationRule implements CauseRule {
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.Violated violated = facts.decided(Decision.Violated.class);
        if (violated == null) {
            return null;
        }
        Violation kind = violated.kind();
        Finding finding = new Finding(
                cause(kind),
                kind == Violation.RESERVED_BIT ? Confidence.LIKELY : Confidence.PROVEN,
                Initiator.SERVER,
                false,
                "The connection was closed with " + kind.code() + " because " + kind.meaning() + ".",
                violated.detail().isEmpty() ? List.of(kind.meaning()) : List.of(kind.meaning(), violated.detail()),
                cause(kind).fix());
        return switch (kind) {
            // What had waited for us comes all at once.
            case MESSAGE_FLOOD, CONTROL_FLOOD -> finding.unlessWeStoodStill(facts.ownStallWithin(AT_ONCE));
            case MESSAGE_TIMEOUT -> finding.unlessWeStoodStill(facts.ownStallWithin(facts.openUntilTheEnd()));
            case UNMASKED_FRAME,
                    MASKED_FRAME,
                    RESERVED_BIT,
                    UNKNOWN_OPCODE,
                    CONTROL_TOO_LONG,
                    CONTROL_FRAGMENTED,
                    LENGTH_ENCODING,
                    CONTINUATION_WITHOUT_START,
                    MESSAGE_INSIDE_MESSAGE,
                    CLOSE_PAYLOAD,
                    CLOSE_CODE,
                    HTTP_AFTER_UPGRADE,
                    INVALID_UTF8,
                    MESSAGE_TOO_BIG,
                    TOO_MANY_FRAGMENTS,
                    BINARY_NOT_SUPPORTED -> finding;
        };
    }

    private static Cause cause(Violation kind) {
        return switch (kind) {
            case UNMASKED_FRAME,
                    MASKED_FRAME,
                    UNKNOWN_OPCODE,
                    CONTROL_TOO_LONG,
                    CONTROL_FRAGMENTED,
                    LENGTH_ENCODING,
                    CONTINUATION_WITHOUT_START,
                    MESSAGE_INSIDE_MESSAGE,
                    CLOSE_PAYLOAD,
                    CLOSE_CODE -> Cause.MASKING_OR_FRAMING_ERROR;
            case RESERVED_BIT -> Cause.COMPRESSION_FRAME_MISMATCH;
            case HTTP_AFTER_UPGRADE -> Cause.STREAM_CORRUPTED;
            case INVALID_UTF8 -> Cause.INVALID_UTF8;
            case MESSAGE_TOO_BIG -> Cause.MESSAGE_TOO_BIG;
            case TOO_MANY_FRAGMENTS -> Cause.FRAGMENT_FLOOD;
            case MESSAGE_TIMEOUT -> Cause.MESSAGE_TIMEOUT;
            case CONTROL_FLOOD -> Cause.CONTROL_FLOOD;
            case MESSAGE_FLOOD -> Cause.RATE_LIMITED;
            case BINARY_NOT_SUPPORTED -> Cause.UNSUPPORTED_DATA;
        };
    }
}
