package dev.holdfast.server.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// Hears of connections that could not be accepted, and pauses accepting: what fails for want of a descriptor fails
/// again at once, as long as somebody waits to be accepted. Netty's own handler pauses as well, but logs a stack trace
/// each time.
@Sharable
final class AcceptFailures extends ChannelInboundHandlerAdapter {
    private static final long PAUSE_SECONDS = 1;

    private final Runnable failed;

    AcceptFailures(Runnable failed) {
        this.failed = failed;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            context.fireExceptionCaught(cause);
            return;
        }
        failed.run();
        Channel listening = context.channel();
        if (listening.config().isAutoRead()) {
            listening.config().setAutoRead(false);
            var _ = listening
                    .eventLoop()
                    .schedule(() -> listening.config().setAutoRead(true), PAUSE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
