package dev.holdfast.server.transport;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Netty's epoll, with a [ShortWay] before every channel. Used by one event loop.
final class ShortWays implements IoHandler {
    private final IoHandler epoll;

    /// Of channels that are not active yet.
    private final Map<Object, ShortWay> unclaimed = new IdentityHashMap<>();

    private final Deque<ShortWay> unsettled = new ArrayDeque<>();

    private ShortWays(IoHandler epoll) {
        this.epoll = epoll;
    }

    record Factory(IoHandlerFactory epoll) implements IoHandlerFactory {
        @Override
        public IoHandler newHandler(ThreadAwareExecutor loop) {
            return new ShortWays(epoll.newHandler(loop));
        }

        @Override
        public boolean isChangingThreadSupported() {
            return epoll.isChangingThreadSupported();
        }
    }

    /// @param handle a channel's
    @Nullable
    ShortWay claim(Object handle) {
        return unclaimed.remove(handle);
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        if (!(handle instanceof EpollIoHandle channel)) {
            return epoll.register(handle);
        }
        ShortWay way = new ShortWay(this, channel);
        unclaimed.put(channel, way);
        return way.of(epoll.register(way));
    }

    @Override
    public void initialize() {
        epoll.initialize();
    }

    /// It is to be settled with the kernel before the loop waits.
    void unsettled(ShortWay way) {
        unsettled.add(way);
    }

    /// Epoll does not take what is wanted, so nothing more would be heard.
    void failed(EpollIoHandle channel, @Nullable Transport transport, RuntimeException refused) {
        if (transport != null) {
            transport.failed(refused);
            return;
        }
        try {
            channel.close();
        } catch (Exception _) {
            // Whoever waits for it hears that it is closed.
        }
    }

    @Override
    public int run(IoHandlerContext context) {
        for (ShortWay way = unsettled.poll(); way != null; way = unsettled.poll()) {
            way.settle();
        }
        return epoll.run(context);
    }

    @Override
    public void prepareToDestroy() {
        epoll.prepareToDestroy();
    }

    @Override
    public void destroy() {
        epoll.destroy();
    }

    @Override
    public void wakeup() {
        epoll.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
        return epoll.isCompatible(type);
    }
}
