package dev.holdfast.server.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/// Holds a connection of ours back until TLS stands. Is right behind TLS, and goes once it does.
final class TlsStanding extends ChannelInboundHandlerAdapter {
    private final Consumer<Throwable> failed;
    private boolean over;

    /// @param failed told why it does not, once; TCP is ended then
    TlsStanding(Consumer<Throwable> failed) {
        this.failed = failed;
    }

    /// Of TCP, which is not enough.
    @Override
    public void channelActive(ChannelHandlerContext context) {}

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (!handshake.isSuccess()) {
                failed(handshake.cause()); // which has closed TCP
            } else if (!over) {
                over = true;
                context.fireChannelActive();
                context.pipeline().remove(this);
            }
        } else if (event instanceof ChannelInputShutdownEvent || event == SslCloseCompletionEvent.SUCCESS) {
            failed(new SSLException("TCP was ended before TLS stood"));
            context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close(); // and TLS tells why it failed
    }

    /// Nobody was told that it began.
    @Override
    public void channelInactive(ChannelHandlerContext context) {}

    private void failed(Throwable why) {
        if (!over) {
            over = true;
            failed.accept(why);
        }
    }
}
