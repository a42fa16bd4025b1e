package dev.holdfast.core.cause;

import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TcpSample;
import dev.holdfast.core.close.TransportEnd;
import java.time.Duration;

/// The words in which summaries and evidence speak of numbers, frames and ends, so that every rule says them alike.
public final class Phrases {
    private Phrases() {}

    /// `0.4 ms`, `12 ms`, `12.3 s`, `4 min 10 s`, `3 h 20 min`: as precise as a reader needs.
    public static String time(Duration duration) {
        double millis = duration.toNanos() / 1e6;
        if (millis < 10) {
            return tenths(duration.toNanos(), 1_000_000) + " ms";
        }
        if (millis < 999.5) {
            return Math.round(millis) + " ms";
        }
        if (millis < 120_000) {
            return tenths(duration.toNanos(), 1_000_000_000) + " s";
        }
        if (duration.toHours() < 2) {
            return duration.toMinutes() + " min"
                    + (duration.toSecondsPart() == 0 ? "" : " " + duration.toSecondsPart() + " s");
        }
        if (duration.toDays() < 2) {
            return duration.toHours() + " h"
                    + (duration.toMinutesPart() == 0 ? "" : " " + duration.toMinutesPart() + " min");
        }
        return duration.toDays() + " days";
    }

    /// One decimal, none where it would be zero. By hand, because a formatter took longer than all rules together.
    private static String tenths(long nanos, long unit) {
        long tenths = (Math.abs(nanos) + unit / 20) / (unit / 10);
        String sign = nanos < 0 && tenths > 0 ? "-" : "";
        return sign + tenths / 10 + (tenths % 10 == 0 ? "" : "." + tenths % 10);
    }

    /// `a close frame with code 4000 and reason "bye"`, `an empty close frame`.
    public static String frame(CloseFrame frame) {
        return frame.code() == null ? "an empty close frame" : "a close frame with " + codeAndReason(frame);
    }

    /// `code 4000 and reason "bye"`, `code 1000 and no reason`, `no code`.
    public static String codeAndReason(CloseFrame frame) {
        CloseCode code = frame.code();
        if (code == null) {
            return "no code";
        }
        return "code " + code
                + (frame.reason().isEmpty() ? " and no reason" : " and reason \"" + frame.reason() + "\"");
    }

    /// A clause that says how the transport ended. "The other side" is the next TCP endpoint, which may be a proxy.
    public static String transport(TransportEnd end) {
        return switch (end) {
            case TransportEnd.PeerFin(boolean resetToo) ->
                resetToo ? "the other side ended TCP (FIN, then RST)" : "the other side ended TCP (FIN)";
            case TransportEnd.PeerReset(TransportEnd.SeenBy seenBy, String _) ->
                "the other side reset TCP (RST, met by our "
                        + switch (seenBy) {
                            case READ -> "read";
                            case WRITE -> "write";
                        }
                        + ")";
            case TransportEnd.LocalClose(boolean _) -> "we ended TCP in order";
            case TransportEnd.LocalAbort(String why) -> "we aborted TCP: " + why;
            case TransportEnd.TimedOut(String _) -> "the kernel gave up waiting for the other side (ETIMEDOUT)";
            case TransportEnd.Failed(String exception, String message) ->
                "TCP failed with " + exception + (message.isEmpty() ? "" : ": " + message);
        };
    }

    /// The same of the leg to a backend; "the backend" may be a proxy before it.
    public static String backendTransport(TransportEnd end) {
        return switch (end) {
            case TransportEnd.PeerFin _, TransportEnd.PeerReset _ ->
                transport(end).replace("the other side", "the backend");
            case TransportEnd.TimedOut _ -> "the kernel gave up waiting for the backend (ETIMEDOUT)";
            case TransportEnd.LocalClose _, TransportEnd.LocalAbort _, TransportEnd.Failed _ -> transport(end);
        };
    }

    /// What the kernel said of TCP to a peer.
    public static String tcp(TcpSample sample) {
        return "TCP: last acknowledgement " + time(sample.lastAckReceived()) + " ago, " + sample.unacknowledged()
                + " unacknowledged, " + sample.retransmits() + " retransmits, " + sample.probes() + " probes";
    }

    /// `1 message`, `2 messages`.
    public static String count(long number, String singular) {
        return number + " " + singular + (number == 1 ? "" : "s");
    }
}
