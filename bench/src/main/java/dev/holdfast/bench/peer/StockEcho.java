package dev.holdfast.bench.peer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// An echo on Netty's stock WebSocket handlers, put together as Netty's own examples do, on 127.0.0.1, path `/ws`.
/// Netty's defaults everywhere, so also the number of event loops (`io.netty.eventLoopThreads`).
public final class StockEcho implements AutoCloseable {
    static final String PATH = "/ws";

    private static final int MAX_REQUEST_BODY = 65_536;

    static {
        // On the class path that the peers share with Holdfast, Netty would find a logger that is on at debug level,
        // and the peer would pay for statements that nobody reads.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    }

    private final EventLoopGroup acceptor = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoopGroup workers = new MultiThreadIoEventLoopGroup(EpollIoHandler.newFactory());
    private final Channel listening;

    private StockEcho(Supplier<ChannelHandler> echo) {
        listening = new ServerBootstrap()
                .group(acceptor, workers)
                .channel(EpollServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(MAX_REQUEST_BODY))
                                .addLast(new WebSocketServerProtocolHandler(PATH))
                                .addLast(echo.get());
                    }
                })
                .bind(new InetSocketAddress("127.0.0.1", 0))
                .syncUninterruptibly()
                .channel();
    }

    /// Starts on a free port.
    ///
    /// @param echo makes the last handler of each pipeline, which gets `WebSocketFrame`s
    public static StockEcho start(Supplier<ChannelHandler> echo) {
        return new StockEcho(echo);
    }

    public URI url() {
        return URI.create("ws://127.0.0.1:" + ((InetSocketAddress) listening.localAddress()).getPort() + PATH);
    }

    @Override
    public void close() {
        listening.close().syncUninterruptibly();
        acceptor.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        workers.shutdownGracefully(0, 5, TimeUnit.SECONDS);
    }

    /// Serves until the process is ended.
    ///
    /// @param args the name of an [EchoStyle]
    public static void main(String[] args) {
        EchoStyle style = EchoStyle.valueOf(args[0]);
        System.out.println("Stock echo ready: " + start(style::newHandler).url());
    }
}
