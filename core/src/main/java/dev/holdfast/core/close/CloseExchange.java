package dev.holdfast.core.close;

import org.jspecify.annotations.Nullable;

/// What was received, what was sent, in which order, and how the transport ended. One number can't say that.
///
/// @param received the peer's close frame, if one came
/// @param sent our close frame, if the kernel took it
/// @param order which of the two came first
/// @param transportEnd how the TCP connection ended under it; absent while it has not
public record CloseExchange(
        @Nullable CloseFrame received,
        @Nullable CloseFrame sent,
        Order order,
        @Nullable TransportEnd transportEnd) {
    public CloseExchange {
        boolean possible = switch (order) {
            case NONE -> received == null && sent == null;
            case RECEIVED_FIRST -> received != null;
            case SENT_FIRST -> sent != null;
        };
        if (!possible) {
            throw new IllegalArgumentException("the order of an exchange follows from its frames, found " + order
                    + " with " + (received == null ? "none" : "one") + " received and "
                    + (sent == null ? "none" : "one") + " sent");
        }
    }

    public enum Order {
        /// No close frame went either way.
        NONE,
        RECEIVED_FIRST,
        SENT_FIRST
    }

    /// What a peer's API would report of this end (RFC 6455 7.1.5): the received code, 1005 for an empty close frame,
    /// 1006 where no close frame was received. For display and the log's `disconnect_code` only.
    public int reportedCode() {
        return received == null ? 1006 : received.reportedCode();
    }

    /// The reason text the peer wrote, or an empty one.
    public String reportedReason() {
        return received == null ? "" : received.reason();
    }
}
