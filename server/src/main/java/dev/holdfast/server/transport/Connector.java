package dev.holdfast.server.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Opens TCP connections from one event loop and makes a [Transport] of each, with the same options as those that are
/// accepted. Used on that loop only.
public final class Connector {
    private final EventLoop loop;
    private final RecvByteBufAllocator receive;
    private final Class<? extends SocketChannel> type =
            Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;

    public Connector(EventLoop loop) {
        this.loop = loop;
        receive = loop instanceof TransportLoop ours ? ours.receive() : new LoopReceive();
    }

    /// A connection that is being opened.
    public static final class Attempt {
        private final Channel channel;
        private boolean over;

        private Attempt(Channel channel) {
            this.channel = channel;
        }

        /// Gives it up; nothing more is heard of it. Without effect once it has succeeded or failed.
        public void cancel() {
            if (!over) {
                over = true;
                channel.close();
            }
        }
    }

    /// TLS to somebody who is asked by a name.
    public record Secured(Tls tls, String name) {}

    /// @param address resolved
    /// @param secured `null` for plain TCP
    /// @param connect makes what listens to the transport's events
    /// @param failed hears why there is no connection; called at most once, and never after `connect`
    public Attempt connect(
            InetSocketAddress address,
            @Nullable Secured secured,
            Function<Transport, TransportEvents> connect,
            Consumer<Throwable> failed) {
        Attempt[] holder = new Attempt[1];
        Consumer<Throwable> failedOnce = thrown -> {
            if (!holder[0].over) {
                holder[0].over = true;
                failed.accept(thrown);
            }
        };
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(type)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.AUTO_CLOSE, false)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // the caller has a deadline of its own
                .option(ChannelOption.RECVBUF_ALLOCATOR, receive)
                .option(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(Listener.LOW_WATER, Listener.HIGH_WATER))
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (secured != null) {
                            channel.pipeline()
                                    .addLast(
                                            secured.tls()
                                                    .connecting(channel.alloc(), secured.name(), address.getPort()),
                                            new TlsStanding(failedOnce));
                        }
                        channel.pipeline().addLast(new Transport(transport -> {
                            holder[0].over = true;
                            return connect.apply(transport);
                        }));
                    }
                })
                .connect(address);
        Attempt attempt = new Attempt(connecting.channel());
        holder[0] = attempt;
        connecting.addListener((ChannelFutureListener) done -> {
            if (!done.isSuccess()) {
                if (loop.inEventLoop()) {
                    failedOnce.accept(done.cause());
                } else {
                    // No socket could be made, so its channel has no event loop, and tells on a thread of its own.
                    loop.execute(() -> failedOnce.accept(done.cause()));
                }
            }
        });
        return attempt;
    }
}
