package dev.holdfast.core.close;

import org.jspecify.annotations.Nullable;

/// One close frame, sent or received.
///
/// @param code what the frame carried; `null` for an empty close frame, which is legal and is not 1000
/// @param reason the text beside the code, at most 123 bytes of UTF-8. A received one is written by the peer: untrusted
public record CloseFrame(@Nullable CloseCode code, String reason) {
    /// A close frame without a payload.
    public static final CloseFrame EMPTY = new CloseFrame(null, "");

    public CloseFrame {
        reason = CloseReason.cut(reason);
        if (code == null && !reason.isEmpty()) {
            throw new IllegalArgumentException("a close reason needs a close code before it, found only: " + reason);
        }
    }

    public static CloseFrame of(CloseCode code, String reason) {
        return new CloseFrame(code, reason);
    }

    /// What an API reports for this frame: its code, or 1005 ("no status received", RFC 6455 7.1.5) when it has none.
    public int reportedCode() {
        return code == null ? 1005 : code.value();
    }
}
