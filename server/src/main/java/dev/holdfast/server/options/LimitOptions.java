package dev.holdfast.server.options;

import java.time.Duration;

/// What a peer may use up.
///
/// @param handshakeTimeout from the TCP accept to the end of the handshake, authentication included. Default 10 s
/// (Centrifugo, Ably). It is a total: a byte now and then does not renew it. Too long, and slow peers hold sockets
/// @param headerBytes all header lines of a handshake together. Default 16 KiB. Cookies and tokens live here
/// @param headers number of header lines. Default 100
/// @param requestLineBytes the request line. Default 8 KiB
/// @param messageBytes largest message. Default 64 KiB (Centrifugo, Jetty, Ably); beyond it 1009. Memory per
/// connection grows with it
/// @param fragments most frames in one message. Default 1024; beyond it 1008
/// @param messageTimeout from a message's first byte to its last. Default 30 s; beyond it 1008
/// @param controlFramesPerSecond pings and pongs of a peer. Default 50; beyond it and the burst 1008
/// @param controlFrameBurst Default 100
/// @param messagesPerSecond data messages of a peer, 0 for no limit. Default 0; beyond it and the burst 1008
/// @param messageBurst Default 1000
/// @param outboundQueueBytes waiting for one peer that does not read. Default 1 MiB (Centrifugo, NATS)
/// @param outboundQueueAge how long a peer may take nothing while something waits. Default 10 s
/// @param connections in all, 0 for no limit. Default 100000
/// @param connectionsPerUser 0 for no limit. Default 100
/// @param connectionsPerAddress 0 for no limit. Default 0, because a proxy in front is one address
/// @param maxAge greatest age of a connection, less a random tenth; zero for none. Default none (Zuul)
public record LimitOptions(
        Duration handshakeTimeout,
        int headerBytes,
        int headers,
        int requestLineBytes,
        int messageBytes,
        int fragments,
        Duration messageTimeout,
        int controlFramesPerSecond,
        int controlFrameBurst,
        int messagesPerSecond,
        int messageBurst,
        int outboundQueueBytes,
        Duration outboundQueueAge,
        int connections,
        int connectionsPerUser,
        int connectionsPerAddress,
        Duration maxAge) {
    public LimitOptions {
        Check.between("handshake-timeout", handshakeTimeout, Duration.ofMillis(100), Duration.ofMinutes(2));
        Check.between("header-bytes", headerBytes, 1024, 1 << 20);
        Check.between("headers", headers, 10, 10_000);
        Check.between("request-line-bytes", requestLineBytes, 256, 1 << 20);
        Check.between("message-bytes", messageBytes, 125, 1 << 30);
        Check.between("fragments", fragments, 1, 1 << 20);
        Check.between("message-timeout", messageTimeout, Duration.ofMillis(100), Duration.ofHours(1));
        Check.between("control-frames-per-second", controlFramesPerSecond, 1, 1_000_000);
        Check.between("control-frame-burst", controlFrameBurst, 1, 1_000_000);
        Check.between("messages-per-second", messagesPerSecond, 0, 10_000_000);
        Check.between("message-burst", messageBurst, 1, 10_000_000);
        Check.between("outbound-queue-bytes", outboundQueueBytes, 1024, 1 << 30);
        Check.between("outbound-queue-age", outboundQueueAge, Duration.ofMillis(100), Duration.ofHours(1));
        Check.between("connections", connections, 0, 10_000_000);
        Check.between("connections-per-user", connectionsPerUser, 0, 10_000_000);
        Check.between("connections-per-address", connectionsPerAddress, 0, 10_000_000);
        Check.between("max-age", maxAge, Duration.ZERO, Duration.ofDays(365));
    }

    public static LimitOptions defaults() {
        return new LimitOptions(
                Duration.ofSeconds(10),
                16 * 1024,
                100,
                8 * 1024,
                64 * 1024,
                1024,
                Duration.ofSeconds(30),
                50,
                100,
                0,
                1000,
                1024 * 1024,
                Duration.ofSeconds(10),
                100_000,
                100,
                0,
                Duration.ZERO);
    }
}
