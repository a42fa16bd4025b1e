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
/// What a channel wants to hear of next is settled with the kernel once, before the loop waits, however often it
/// changed.
final class ShortWay implements EpollIoHandle, IoRegistration {
    private static final int INPUT = EpollIoOps.EPOLLIN.value();
    private static final int BOTH = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT).value();
    private static final EpollIoEvent OUTPUT = () -> EpollIoOps.EPOLLOUT;

    private final ShortWays ways;
    private final EpollIoHandle channel;
    private @Nullable IoRegistration registration;
    private @Nullable Transport reader;

    private EpollIoOps wanted = EpollIoOps.NONE;
    /// What epoll was asked for; 0 before it was asked for anything.
    private int asked;
    /// Input came while none was wanted.
    private boolean left;
    private boolean again;
    private boolean unsettled;

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
        settleLater();
    }

    @Override
    public FileDescriptor fd() {
        return channel.fd();
    }

    @Override
    public void handle(IoRegistration registered, IoEvent event) {
        Transport transport = reader;
        IoEvent rest = event;
        if (transport != null) {
            int news = ((EpollIoEvent) event).ops().value();
            if (news == INPUT && took(transport)) {
                return;
            }
            if (news == BOTH && !wanted.contains(EpollIoOps.EPOLLIN)) {
                // Else the channel would read as well, and whoever doesn't keep up would get more with each write.
                left = true;
                rest = OUTPUT;
            }
        }
        channel.handle(this, rest);
        if (reader != null) {
            askAgain();
        }
    }

    /// @return whether the input is not the channel's to read
    private boolean took(Transport transport) {
        if (!wanted.contains(EpollIoOps.EPOLLIN)) {
            left = true;
            return true;
        }
        return switch (transport.read()) {
            case ALL -> true;
            case SOME -> {
                // It may be wanted again by now, and was then asked for while nothing was known to be left.
                left = !wanted.contains(EpollIoOps.EPOLLIN);
                if (!left) {
                    askAgain();
                }
                yield true;
            }
            case CHANNEL -> false;
        };
    }

    private void askAgain() {
        again = true;
        settleLater();
    }

    private void settleLater() {
        if (!unsettled) {
            unsettled = true;
            ways.unsettled(this);
        }
    }

    /// Asks epoll for what is wanted by now.
    void settle() {
        unsettled = false;
        // What wants nothing would be told of the same end again and again.
        boolean same = next().value() == asked && (!again || wanted.value() == 0);
        again = false;
        if (same || !isValid()) {
            return;
        }
        try {
            ask(next());
        } catch (RuntimeException refused) {
            ways.failed(channel, reader, refused);
        }
    }

    private EpollIoOps next() {
        if (reader == null) {
            return wanted;
        }
        // Of new input it is told once, wanted or not. What wants nothing stays known, as closing will forget it.
        return wanted.value() == 0
                ? EpollIoOps.EPOLLET
                : wanted.with(EpollIoOps.EPOLLIN).with(EpollIoOps.EPOLLET);
    }

    private void ask(EpollIoOps next) {
        asked = next.value();
        var _ = registration().submit(next);
    }

    @Override
    public void registered() {
        channel.registered();
    }

    @Override
    public void unregistered() {
        var _ = ways.claim(channel);
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
        if (asked == 0) {
            ask(wanted); // whoever registers hears whether that can be
        } else if (left && wanted.contains(EpollIoOps.EPOLLIN)) {
            left = false;
            askAgain();
        } else {
            settleLater();
        }
        return wanted.value();
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
