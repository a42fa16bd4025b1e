package dev.holdfast.server.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// Hears of connections that could not be accepted, and pauses accepting: what fails for want of a descriptor fails
/// again at once, as long as somebody waits to be accepted. Netty's own handler pauses as well, but logs a stack trace
/// each time. Goes on when there are descriptors for more than the next one.
@Sharable
final class AcceptFailures extends ChannelInboundHandlerAdapter {
    private static final long PAUSE_SECONDS = 1;

    private final Runnable failed;
    private final SpareFiles spare = new SpareFiles();

    AcceptFailures(Runnable failed) {
        this.failed = failed;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        spare.take();
        context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        spare.giveBack();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            context.fireExceptionCaught(cause);
            return;
        }
        failed.run();
        if (context.channel().config().isAutoRead()) {
            context.channel().config().setAutoRead(false);
            spare.giveBack();
            pause(context.channel());
        }
    }

    private void pause(Channel listening) {
        var _ = listening.eventLoop().schedule(() -> resume(listening), PAUSE_SECONDS, TimeUnit.SECONDS);
    }

    private void resume(Channel listening) {
        if (!listening.isOpen()) {
            return;
        }
        if (spare.take()) {
            listening.config().setAutoRead(true);
        } else {
            // Whoever waits is still not accepted.
            failed.run();
            pause(listening);
        }
    }
}
