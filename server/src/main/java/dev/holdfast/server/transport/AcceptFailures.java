package dev.holdfast.server.transport;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;

/// Hears of connections that could not be accepted; what stands behind it in the pipeline pauses accepting.
@Sharable
final class AcceptFailures extends ChannelInboundHandlerAdapter {
    private final Runnable failed;

    AcceptFailures(Runnable failed) {
        this.failed = failed;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            failed.run();
        }
        context.fireExceptionCaught(cause);
    }
}
