package dev.holdfast.server.transport;

import io.netty.channel.IoEvent;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import org.jspecify.annotations.Nullable;

/// Stands between epoll and a channel of Netty's. Where there is input and nothing else, the transport reads it; all
/// other news go to the channel, and so does input while the transport doesn't take it.
///
/// The transport reads until nothing is left, so it is told of new input only (edge-triggered), for which the kernel
/// has less to do. Netty relies on being told again of what it leaves: whatever was handed to it is asked for anew.
final class ShortWay implements EpollIoHandle, IoRegistration {
    private static final int INPUT = EpollIoOps.EPOLLIN.value();

    private final ShortWays ways;
    private final EpollIoHandle channel;
    private @Nullable IoRegistration registration;
    private EpollIoOps wanted = EpollIoOps.NONE;
    private @Nullable Transport reader;

    ShortWay(ShortWays ways, EpollIoHandle channel) {
        this.ways = ways;
        this.channel = channel;
    }

    /// @param registered how epoll knows it
    IoRegistration of(IoRegistration registered) {
        registration = registered;
        return this;
    }

    /// From here on.
    void leadsTo(Transport transport) {
        reader = transport;
    }

    @Override
    public FileDescriptor fd() {
        return channel.fd();
    }

    @Override
    public void handle(IoRegistration registered, IoEvent event) {
        if (reader != null && ((EpollIoEvent) event).ops().value() == INPUT && reader.read()) {
            return;
        }
        channel.handle(this, event);
        // What it wants nothing of any more is no longer known to epoll.
        if (reader != null && wanted.value() != 0 && isValid()) {
            submit(wanted);
        }
    }

    @Override
    public void registered() {
        channel.registered();
    }

    @Override
    public void unregistered() {
        ways.claim(channel);
        channel.unregistered();
    }

    @Override
    public void close() throws Exception {
        channel.close();
    }

    // ---- what the channel asks of epoll

    @Override
    public long submit(IoOps ops) {
        wanted = (EpollIoOps) ops;
        // Nothing wanted at all means something of its own.
        boolean edges = reader != null && wanted.value() != 0;
        return registration().submit(edges ? wanted.with(EpollIoOps.EPOLLET) : wanted);
    }

    @Override
    public <T> T attachment() {
        return registration().attachment();
    }

    @Override
    public boolean isValid() {
        return registration().isValid();
    }

    @Override
    public boolean cancel() {
        return registration().cancel();
    }

    private IoRegistration registration() {
        IoRegistration present = registration;
        if (present == null) {
            throw new IllegalStateException("a channel asked something of epoll before it was registered");
        }
        return present;
    }
}
