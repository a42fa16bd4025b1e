package dev.holdfast.core.close;

import java.time.Duration;

/// What the kernel said of a TCP connection at one moment (Linux `TCP_INFO`). The newest sample before an end tells a
/// silent application from a dead path.
///
/// @param state the kernel's number: 1 established, 8 the peer has sent FIN, 7 closed
/// @param unacknowledged segments sent and not yet acknowledged
/// @param retransmits retransmissions of the segment that waits now
/// @param probes unanswered window or keep-alive probes
/// @param backoff doublings of the retransmission timer
/// @param lastAckReceived age of the last acknowledgement from the next TCP endpoint; a proxy acknowledges for a client
/// @param lastDataReceived age of the last data segment
/// @param roundTrip the kernel's smoothed round trip
/// @param retransmissionTimeout the kernel's present retransmission timeout (RTO)
public record TcpSample(
        int state,
        int unacknowledged,
        int retransmits,
        int probes,
        int backoff,
        Duration lastAckReceived,
        Duration lastDataReceived,
        Duration roundTrip,
        Duration retransmissionTimeout) {
    /// `TCP_CLOSE` of the kernel: after a FIN of the peer alone it would be 8, `TCP_CLOSE_WAIT`.
    public static final int CLOSED = 7;

    public static final int ESTABLISHED = 1;

    /// Whether something that was sent had not been taken in by the peer when it ended TCP: its FIN left it
    /// unacknowledged, or a reset answered it.
    public boolean leftUntaken() {
        return unacknowledged > 0 || state == CLOSED;
    }
}
