package dev.holdfast.server.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/// Holds a connection back until the load balancer has said whose it is. Stands behind the decoder of the header, and
/// goes once it has come.
final class ProxyHeader extends ChannelInboundHandlerAdapter {
    private final ProxyProtocol rules;
    private final Transport transport;
    private boolean over;

    /// @param transport that is told the client's address before it begins
    ProxyHeader(ProxyProtocol rules, Transport transport) {
        this.rules = rules;
        this.transport = transport;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (!(context.channel().remoteAddress() instanceof InetSocketAddress peer) || !trusted(peer.getAddress())) {
            refuse(context, "it is none of the load balancers that may name a client's address");
            return;
        }
        context.executor()
                .schedule(
                        () -> refuse(context, "no PROXY header came in time"),
                        rules.limit().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private boolean trusted(InetAddress peer) {
        return rules.trusted().test(peer);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof HAProxyMessage header)) {
            context.fireChannelRead(message);
            return;
        }
        try {
            InetSocketAddress client = ProxyProtocol.client(header);
            if (!over) {
                over = true;
                if (client != null) {
                    transport.isOf(client);
                }
                context.fireChannelActive();
                context.pipeline().remove(this);
            }
        } catch (IOException unusable) {
            refuse(context, String.valueOf(unusable.getMessage()));
        } finally {
            header.release();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent && !over) {
            over = true; // a look at whether the port is open
            context.close();
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        refuse(context, "what came was no PROXY header");
    }

    /// Nobody was told that it began.
    @Override
    public void channelInactive(ChannelHandlerContext context) {
        over = true;
    }

    private void refuse(ChannelHandlerContext context, String why) {
        if (!over) {
            over = true;
            rules.refused().accept(Transport.text(context.channel().remoteAddress()) + ": " + why);
            context.close();
        }
    }
}
