package dev.holdfast.server.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.NettyRuntime;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.SystemPropertyUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Listens on one address and makes a [Transport] of every connection. Epoll where there is one, else NIO;
/// not io_uring, which was measured to lose ends.
public final class Listener {
    static final int HIGH_WATER = 64 * 1024;
    static final int LOW_WATER = 32 * 1024;
    private static final int BACKLOG = 4096;

    /// One a core, because a loop waits for nothing but its sockets. Netty's own default is twice as many, which were
    /// measured to take an eighth more of the processor for each message that the gateway passes on.
    private static final int LOOPS =
            SystemPropertyUtil.getInt("io.netty.eventLoopThreads", NettyRuntime.availableProcessors());

    private final MultiThreadIoEventLoopGroup acceptor;
    private final MultiThreadIoEventLoopGroup workers;
    private final Channel channel;

    private Listener(MultiThreadIoEventLoopGroup acceptor, MultiThreadIoEventLoopGroup workers, Channel channel) {
        this.acceptor = acceptor;
        this.workers = workers;
        this.channel = channel;
    }

    /// What stands between TCP and the bytes that a connection hears.
    ///
    /// @param tls `null` for none
    /// @param proxyProtocol `null` where each connection is its client's own
    public record Wrapping(@Nullable Tls tls, @Nullable ProxyProtocol proxyProtocol) {
        public static final Wrapping NONE = new Wrapping(null, null);
    }

    /// @param started called once with the event loops, before the first connection
    /// @param connect makes what listens to a transport's events; called on its event loop
    /// @param acceptFailed called when a connection can't be accepted, as when no file descriptor is left;
    /// Netty then pauses accepting for a second, so that it does not spin
    /// @throws IOException when the address can't be bound
    public static Listener bind(
            InetSocketAddress address,
            Wrapping wrapping,
            Consumer<List<EventLoop>> started,
            Function<Transport, TransportEvents> connect,
            Runnable acceptFailed)
            throws IOException {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        Class<? extends ServerChannel> type = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        MultiThreadIoEventLoopGroup acceptor =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("holdfast-accept", true), handlers);
        MultiThreadIoEventLoopGroup workers =
                TransportLoop.group(LOOPS, new DefaultThreadFactory("holdfast-loop", true), epoll);
        List<EventLoop> loops = new ArrayList<>();
        for (EventExecutor loop : workers) {
            loops.add((EventLoop) loop);
        }
        started.accept(List.copyOf(loops));
        ChannelFuture bound = new ServerBootstrap()
                .group(acceptor, workers)
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.AUTO_CLOSE, false)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(LOW_WATER, HIGH_WATER))
                .handler(new AcceptFailures(acceptFailed))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel child) {
                        child.config().setRecvByteBufAllocator(((TransportLoop) child.eventLoop()).receive());
                        wrap(child, wrapping, connect);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            acceptor.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            workers.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw bound.cause() instanceof IOException io ? io : new IOException(bound.cause());
        }
        return new Listener(acceptor, workers, bound.channel());
    }

    private static void wrap(Channel child, Wrapping wrapping, Function<Transport, TransportEvents> connect) {
        Transport transport = new Transport(connect);
        if (wrapping.proxyProtocol() != null) {
            child.pipeline()
                    .addLast(new HAProxyMessageDecoder(true), new ProxyHeader(wrapping.proxyProtocol(), transport));
        }
        if (wrapping.tls() != null) {
            child.pipeline().addLast(wrapping.tls().accepting(child.alloc()));
        }
        child.pipeline().addLast(transport);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /// Takes no further connection; those that are open stay.
    public void stopAccepting() {
        channel.close();
    }

    /// Ends the event loops. Connections that are still open are lost: end them first.
    public void stop() {
        channel.close().awaitUninterruptibly();
        acceptor.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        workers.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
