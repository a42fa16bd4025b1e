package dev.holdfast.server.transport;

import dev.holdfast.core.close.TcpSample;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.close.TransportEnd.SeenBy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.Socket;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.NotYetConnectedException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One TCP connection. The only class that ends one, and the one that says how it ended: the first cause seen wins, and
/// a local intent is noted before the channel is closed.
///
/// Relies on half-closure being allowed and automatic closing being off, so that a FIN is told from a local close and
/// input that waits is still delivered when a write has failed. Used on its event loop only.
public final class Transport extends ChannelInboundHandlerAdapter implements ChannelFutureListener, Predicate<ByteBuf> {
    /// Needed once; what it holds is let go with it.
    private @Nullable Function<Transport, TransportEvents> connect;

    // Set when the channel is active, before anything else is called.
    private @Nullable Channel channel;
    private @Nullable TransportEvents events;
    private @Nullable InetSocketAddress remote;

    /// Where bytes can go past Netty's channel, and come.
    private @Nullable DirectSocket direct;
    /// Writes that the channel has and the kernel has not.
    private int waiting;
    private boolean reading = true;

    private @Nullable TransportEnd end;
    private boolean peerFin;
    private boolean outputEnded;
    private boolean gone;

    /// @param connect makes what listens; called when the channel is active
    Transport(Function<Transport, TransportEvents> connect) {
        this.connect = connect;
    }

    /// It is another's than that of the address it comes from. Said before it begins.
    void isOf(InetSocketAddress client) {
        remote = client;
    }

    // ---- what the connection asks for

    public EventLoop eventLoop() {
        return channel().eventLoop();
    }

    public ByteBufAllocator allocator() {
        return channel().alloc();
    }

    /// `127.0.0.1:50312`; kept from the start, because a channel forgets it when it is reset early.
    public String remoteAddress() {
        return text(remote);
    }

    /// Absent where the connection was reset before it was looked at.
    public @Nullable InetAddress remote() {
        InetSocketAddress address = remote;
        return address == null ? null : address.getAddress();
    }

    /// The address without the port.
    public String remoteHost() {
        InetSocketAddress address = remote;
        return address == null ? "unknown" : text(address.getAddress());
    }

    static String text(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress internet
                ? text(internet.getAddress()) + ":" + internet.getPort()
                : "unknown";
    }

    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        return text.indexOf(':') < 0 ? text : "[" + text + "]";
    }

    /// Queues bytes; [#flush()] sends them. Takes over the reference.
    public void write(ByteBuf bytes) {
        if (droppedAfterEnd(bytes)) {
            return;
        }
        waiting++;
        channel().write(bytes).addListener(this);
    }

    /// Nothing can follow our FIN. A channel that was not told of it would take what the kernel says to that for an
    /// end.
    private boolean droppedAfterEnd(ByteBuf bytes) {
        boolean dropped = direct != null && outputEnded;
        if (dropped) {
            bytes.release();
        }
        return dropped;
    }

    /// Sends bytes now, where none wait before them; what the kernel doesn't take waits for [#flush()]. Takes over the
    /// reference.
    public void send(ByteBuf bytes) {
        DirectSocket socket = direct;
        if (socket == null || waiting > 0 || outputEnded || !socket.isOpen() || !bytes.hasMemoryAddress()) {
            write(bytes);
            return;
        }
        try {
            int taken = socket.send(bytes);
            if (taken < bytes.readableBytes()) {
                write(bytes.slice(bytes.readerIndex() + taken, bytes.readableBytes() - taken));
            } else {
                bytes.release();
            }
        } catch (IOException | NotYetConnectedException failure) {
            bytes.release();
            writeFailed(failure);
            // As Netty does it: what the peer sent before is still to be read.
            ((DuplexChannel) channel()).shutdownOutput();
        }
    }

    public void flush() {
        if (waiting > 0) {
            channel().flush();
        }
    }

    /// Whether the peer keeps up: less than the high-water mark waits.
    public boolean writable() {
        return channel().isWritable();
    }

    /// Bytes that wait to be taken by the kernel.
    public long queuedBytes() {
        ChannelOutboundBuffer waiting = channel().unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes();
    }

    /// Stops or resumes reading. On epoll an end of the peer is seen all the same; on NIO it hides until a read.
    public void reading(boolean on) {
        reading = on;
        channel().config().setAutoRead(on);
    }

    /// Sends the last bytes we have to say, calls back when the kernel has taken them, and ends our sending side. Input
    /// goes on: closing with unread input would reset the connection, and the peer could lose these very bytes.
    public void writeLast(ByteBuf bytes, Runnable taken) {
        writeNow(bytes, () -> {
            taken.run();
            endOutput();
        });
    }

    /// Sends bytes and calls back when the kernel has taken them; our sending side stays open.
    public void writeNow(ByteBuf bytes, Runnable taken) {
        if (droppedAfterEnd(bytes)) {
            return;
        }
        waiting++;
        channel().writeAndFlush(bytes).addListener((ChannelFutureListener) done -> {
            operationComplete(done);
            if (done.isSuccess()) {
                taken.run();
            }
        });
    }

    /// Ends our sending side once all that waits is taken, and goes on reading, for the peer's.
    ///
    /// @param ended called when our FIN is on its way
    public void finish(Runnable ended) {
        if (direct != null && waiting == 0 && !outputEnded && direct.isOpen()) {
            endOutput();
            ended.run();
            return;
        }
        waiting++;
        channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((ChannelFutureListener) done -> {
            operationComplete(done);
            // A peer that has ended TLS may not be written to any more; then ours ends with TCP.
            if (done.isSuccess() || (peerFin && tls() != null)) {
                endOutput();
                ended.run();
            }
        });
    }

    /// Ends our sending side (FIN) and goes on reading, for the peer's.
    public void endOutput() {
        if (!outputEnded && channel().isActive()) {
            outputEnded = true;
            // ended only by us from here on: a reset that follows is still told apart
            DuplexChannel duplex = (DuplexChannel) channel();
            SslHandler tls = tls();
            if (direct != null) {
                shutDown(direct);
            } else if (tls == null) {
                duplex.shutdownOutput();
            } else {
                // Without its last word the peer could not tell our end from a cut.
                tls.closeOutbound().addListener(_ -> {
                    if (duplex.isActive()) {
                        duplex.shutdownOutput();
                    }
                });
            }
        }
    }

    /// Whether TLS stands, or stood until it ended.
    public boolean secured() {
        SslHandler tls = tls();
        return tls != null && tls.handshakeFuture().isSuccess();
    }

    /// The channel would make an exception of it for whatever still waits, which is nothing.
    private void shutDown(DirectSocket socket) {
        try {
            socket.shutDownOutput();
        } catch (IOException | NotYetConnectedException gone) {
            // The peer has reset it, which is still to be heard.
        }
    }

    private @Nullable SslHandler tls() {
        return channel().pipeline().get(SslHandler.class);
    }

    /// Closes in order.
    public void close() {
        if (end == null) {
            end = peerFin && !outputEnded
                    ? new TransportEnd.PeerFin(state() == TcpSample.CLOSED)
                    : new TransportEnd.LocalClose(peerFin);
        }
        channel().close();
    }

    /// Closes without waiting for anything, by a reset.
    ///
    /// @param why in our own words
    public void abort(String why) {
        if (end == null) {
            end = new TransportEnd.LocalAbort(why);
        }
        if (channel().isOpen()) {
            channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        // TLS would say a last word first, and wait for it to be taken.
        ChannelHandlerContext tls = channel().pipeline().context(SslHandler.class);
        if (tls == null) {
            channel().close();
        } else {
            tls.close();
        }
    }

    /// What the kernel says now, where it says anything.
    public @Nullable TcpSample sample() {
        return TcpStates.sample(channel());
    }

    /// Segments that the kernel has sent again since the beginning; 0 where it does not tell.
    public int retransmitted() {
        return TcpStates.retransmitted(channel());
    }

    private int state() {
        TcpSample sample = sample();
        return sample == null ? 0 : sample.state();
    }

    // ---- what the channel tells

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
        if (remote == null && context.channel().remoteAddress() instanceof InetSocketAddress address) {
            remote = address;
        }
        takeShortWay(context);
        Function<Transport, TransportEvents> once = connect;
        if (once == null) {
            throw new IllegalStateException("a transport begins once");
        }
        connect = null;
        events = once.apply(this);
    }

    private void takeShortWay(ChannelHandlerContext context) {
        // Nothing may stand between the bytes and us.
        if (context.pipeline().first() == this && context.channel().eventLoop() instanceof TransportLoop loop) {
            ShortWay way = loop.shortWay(context.channel());
            if (way != null && way.fd() instanceof Socket socket) {
                direct = new DirectSocket(socket, loop.receive());
                way.leadsTo(this);
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            received(in);
        } finally {
            in.release();
        }
    }

    /// There is something to read that is wanted, and no other news.
    DirectSocket.Read read() {
        DirectSocket socket = direct;
        if (socket == null || !socket.isOpen()) {
            return DirectSocket.Read.CHANNEL;
        }
        if (!reading) {
            return DirectSocket.Read.SOME;
        }
        DirectSocket.Read read;
        try {
            read = socket.read(this);
        } catch (IOException | NotYetConnectedException failure) {
            guarded(TransportEvents::readComplete);
            failed(failure);
            return DirectSocket.Read.ALL;
        }
        if (read != DirectSocket.Read.CHANNEL) {
            guarded(TransportEvents::readComplete);
        }
        return read;
    }

    /// What was read without the channel.
    @Override
    public boolean test(ByteBuf in) {
        received(in);
        return reading;
    }

    private void received(ByteBuf in) {
        try {
            events().bytes(in);
        } catch (Throwable thrown) {
            events().fault(thrown);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        guarded(TransportEvents::readComplete);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        boolean writable = channel().isWritable();
        guarded(events -> events.writabilityChanged(writable));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (!handshake.isSuccess() && end == null) {
                end = Ends.of(handshake.cause(), SeenBy.READ);
            }
        } else if (event == SslCloseCompletionEvent.SUCCESS || event instanceof ChannelInputShutdownEvent) {
            // In TLS the peer's last word ends its side, whether or not TCP follows at once.
            if (!peerFin) {
                peerFin = true;
                noteUnfinishedTls();
                guarded(TransportEvents::peerFin);
            }
        } else if (event instanceof ChannelOutputShutdownEvent && !outputEnded) {
            // A write failed; its promise said how. What the peer sent before is still to be read, and the read that
            // finds the end closes.
            outputEnded = true;
            context.read();
        }
    }

    /// A client that has seen our certificate and goes without a word says by it what others say by an alert.
    private void noteUnfinishedTls() {
        SslHandler tls = tls();
        if (end == null
                && tls != null
                && !tls.engine().getUseClientMode()
                && !tls.handshakeFuture().isDone()
                && tls.engine().getHandshakeSession() != null) {
            end = Ends.TLS_LEFT;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (channel != null) {
            noteUnfinishedTls();
        }
        readFailed(cause, context.channel());
    }

    /// Nothing more can be heard of it.
    void failed(Throwable cause) {
        readFailed(cause, channel());
    }

    private void readFailed(Throwable cause, Channel from) {
        if (end == null) {
            end = Ends.of(cause, SeenBy.READ);
        }
        from.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (gone) {
            return;
        }
        gone = true;
        TransportEnd how =
                end != null ? end : peerFin ? new TransportEnd.PeerFin(false) : new TransportEnd.LocalClose(false);
        guarded(events -> events.ended(how));
    }

    /// A write is done.
    @Override
    public void operationComplete(ChannelFuture done) {
        waiting--;
        Throwable cause = done.cause();
        if (cause != null) {
            writeFailed(cause);
        }
    }

    private void writeFailed(Throwable cause) {
        if (end == null) {
            @Nullable TransportEnd seen = Ends.ofFailedWrite(cause);
            if (seen != null) {
                end = seen;
            }
        }
        // Nothing can be sent any more. Closing waits for a turn, so that input which came before is read first.
        if (end != null && channel().isOpen()) {
            channel().eventLoop().execute(() -> channel().close());
        }
    }

    private void guarded(Consumer<TransportEvents> call) {
        TransportEvents listening = events;
        if (listening == null) {
            return; // closed before it was active: nobody was told of it
        }
        try {
            call.accept(listening);
        } catch (Throwable thrown) {
            listening.fault(thrown);
        }
    }

    private Channel channel() {
        Channel present = channel;
        if (present == null) {
            throw new IllegalStateException("a transport is of use only once its channel is active");
        }
        return present;
    }

    private TransportEvents events() {
        TransportEvents present = events;
        if (present == null) {
            throw new IllegalStateException("a transport is of use only once its channel is active");
        }
        return present;
    }
}
