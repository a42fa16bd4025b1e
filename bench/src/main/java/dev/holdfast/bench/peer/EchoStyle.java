package dev.holdfast.bench.peer;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/// How a stock echo writes its answers.
public enum EchoStyle {
    /// Each frame written and flushed on its own, as Netty's examples do and most servers built after them.
    FLUSH_EACH {
        @Override
        public ChannelHandler newHandler() {
            return new SimpleChannelInboundHandler<WebSocketFrame>() {
                @Override
                protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
                    context.writeAndFlush(frame.retain());
                }
            };
        }
    },
    /// All frames of one read flushed together: the best that can be done with the stock handlers without replacing
    /// one.
    FLUSH_PER_READ {
        @Override
        public ChannelHandler newHandler() {
            return new SimpleChannelInboundHandler<WebSocketFrame>() {
                @Override
                protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
                    context.write(frame.retain());
                }

                @Override
                public void channelReadComplete(ChannelHandlerContext context) {
                    context.flush();
                }
            };
        }
    };

    /// A handler for one connection.
    public abstract ChannelHandler newHandler();
}
