package dev.holdfast.server.transport;

import io.netty.channel.Channel;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// An event loop whose transports share what they read into, and on epoll are told of input by the loop itself.
final class TransportLoop extends SingleThreadIoEventLoop {
    private final LoopReceive receive = new LoopReceive();

    private TransportLoop(IoEventLoopGroup group, Executor executor, IoHandlerFactory handlers) {
        super(group, executor, handlers);
    }

    static MultiThreadIoEventLoopGroup group(int loops, ThreadFactory threads, boolean epoll) {
        IoHandlerFactory handlers =
                epoll ? new ShortWays.Factory(EpollIoHandler.newFactory()) : NioIoHandler.newFactory();
        return new MultiThreadIoEventLoopGroup(loops, threads, handlers) {
            @Override
            protected IoEventLoop newChild(Executor executor, IoHandlerFactory factory, Object... arguments) {
                return new TransportLoop(this, executor, factory);
            }
        };
    }

    LoopReceive receive() {
        return receive;
    }

    /// The short way of a channel of this loop, asked for once, when it is active.
    ///
    /// @return `null` where there is none
    @Nullable
    ShortWay shortWay(Channel channel) {
        return ioHandler() instanceof ShortWays ways ? ways.claim(channel.unsafe()) : null;
    }
}
