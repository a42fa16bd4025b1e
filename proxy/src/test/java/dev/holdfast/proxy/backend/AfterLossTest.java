package dev.holdfast.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.port.TimeSource;
import dev.holdfast.server.time.Timers;
import dev.holdfast.server.transport.Connector;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What a look after a loss shows is of the backend that was lost, and of no other.
class AfterLossTest {
    @Test
    void backends_that_are_lost_in_the_same_moment_are_looked_at_each_by_itself() throws Exception {
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        try (MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, io);
                ServerSocket listens = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
                ServerSocket gone = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
            gone.close();
            EventLoop loop = loops.next();
            AfterLoss looks = new AfterLoss(new Connector(loop), loop, Runnable::run, TimeSource.SYSTEM, Timers.SYSTEM);
            List<CompletableFuture<AfterLoss.Look>> seen =
                    List.of(new CompletableFuture<>(), new CompletableFuture<>(), new CompletableFuture<>());
            loop.execute(() -> {
                looks.look(new Backend(false, "127.0.0.1", gone.getLocalPort()), seen.get(0)::complete);
                looks.look(new Backend(false, "127.0.0.1", listens.getLocalPort()), seen.get(1)::complete);
                looks.look(new Backend(false, "127.0.0.1", listens.getLocalPort()), seen.get(2)::complete);
            });
            assertThat(seen.get(0).get(10, TimeUnit.SECONDS)).isEqualTo(new AfterLoss.Look(true, 1));
            assertThat(seen.get(1).get(10, TimeUnit.SECONDS)).isEqualTo(new AfterLoss.Look(false, 2));
            assertThat(seen.get(2).get(10, TimeUnit.SECONDS)).isEqualTo(new AfterLoss.Look(false, 2));
        }
    }
}
