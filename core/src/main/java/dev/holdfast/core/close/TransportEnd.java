package dev.holdfast.core.close;

/// How the TCP connection under a WebSocket ended. The first cause seen wins; nothing later rewrites it.
public sealed interface TransportEnd {
    /// The peer (or a box that speaks for it) ended its side in order.
    ///
    /// @param resetToo a reset came with the FIN, so what we had written may not have been read
    record PeerFin(boolean resetToo) implements TransportEnd {}

    /// The peer (or a box that speaks for it) reset the connection.
    ///
    /// @param seenBy which of our calls met the reset
    /// @param detail the raw class and message: NIO gives no errno, so the raw form stays evidence
    record PeerReset(SeenBy seenBy, String detail) implements TransportEnd {}

    /// We ended the TCP connection in order, after a close frame or an HTTP answer.
    ///
    /// @param peerFinSeen whether the peer had ended its side before
    record LocalClose(boolean peerFinSeen) implements TransportEnd {}

    /// We ended the TCP connection without waiting any longer.
    ///
    /// @param why in our own words, such as "the peer did not answer the close frame within 5 s"
    record LocalAbort(String why) implements TransportEnd {}

    /// The kernel gave up on unacknowledged data (ETIMEDOUT).
    record TimedOut(String detail) implements TransportEnd {}

    /// Something else failed; kept raw, so that it can be named later.
    record Failed(String exception, String message) implements TransportEnd {
        /// TCP was ended in the middle of TLS, by a client that said nothing of it.
        public static final String LEFT_AT_OUR_CERTIFICATE =
                "TCP was ended after our certificate was sent and before TLS stood";
    }

    enum SeenBy {
        READ,
        WRITE
    }

    /// One word for logs and metrics: `fin`, `reset`, `local`, `abort`, `timeout` or `failed`.
    default String word() {
        return switch (this) {
            case PeerFin _ -> "fin";
            case PeerReset _ -> "reset";
            case LocalClose _ -> "local";
            case LocalAbort _ -> "abort";
            case TimedOut _ -> "timeout";
            case Failed _ -> "failed";
        };
    }
}
