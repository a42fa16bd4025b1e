package dev.holdfast.server.transport;

import dev.holdfast.core.close.TcpSample;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Asks the kernel for its view of a connection: about 1 µs, on the event loop, while the channel is open.
final class TcpStates {
    private TcpStates() {}

    static @Nullable TcpSample sample(Channel channel) {
        if (!(channel instanceof EpollSocketChannel epoll) || !epoll.isOpen()) {
            return null;
        }
        try {
            EpollTcpInfo info = epoll.tcpInfo();
            return new TcpSample(
                    info.state(),
                    (int) info.unacked(),
                    info.retransmits(),
                    info.probes(),
                    info.backoff(),
                    Duration.ofMillis(info.lastAckRecv()),
                    Duration.ofMillis(info.lastDataRecv()),
                    Duration.of(info.rtt(), ChronoUnit.MICROS),
                    Duration.of(info.rto(), ChronoUnit.MICROS));
        } catch (RuntimeException gone) {
            // The descriptor went while we asked: then there is no sample, and that is what the caller is told.
            return null;
        }
    }

    static int retransmitted(Channel channel) {
        if (!(channel instanceof EpollSocketChannel epoll) || !epoll.isOpen()) {
            return 0;
        }
        try {
            return (int) epoll.tcpInfo().totalRetrans();
        } catch (RuntimeException gone) {
            // As above.
            return 0;
        }
    }
}
