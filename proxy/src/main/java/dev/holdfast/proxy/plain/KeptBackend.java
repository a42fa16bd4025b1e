package dev.holdfast.proxy.plain;

import dev.holdfast.core.close.TcpSample;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.proxy.backend.Standing;
import dev.holdfast.server.transport.Transport;
import dev.holdfast.server.transport.TransportEvents;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A connection to a backend that one client's plain requests use one after the other. Used on its event loop.
final class KeptBackend implements TransportEvents {
    private static final Pattern TIMEOUT = Pattern.compile("(?:^|[,;\\s])timeout=(\\d{1,6})(?:[,;\\s]|$)");

    /// What a backend closes in a moment is not used any more.
    private static final Duration BEFORE = Duration.ofMillis(500);

    private final Transport transport;
    private final Standing standing;
    private final Runnable flushClient;
    private @Nullable Exchange user;
    private @Nullable Duration limit;
    private long idleSince;
    private boolean closed;
    private boolean used;

    /// @param flushClient what a round of reading here has written there
    KeptBackend(Transport transport, Standing standing, Runnable flushClient) {
        this.transport = transport;
        this.standing = standing;
        this.flushClient = flushClient;
        standing.taken();
    }

    Standing standing() {
        return standing;
    }

    Transport transport() {
        return transport;
    }

    /// Whether an exchange before the present one used it.
    boolean used() {
        return used;
    }

    boolean alive() {
        return !closed;
    }

    /// Whether the next request may go here.
    boolean usable(long now) {
        Duration allowed = limit;
        return !closed
                && user == null
                && standing.isUp()
                && established()
                && (allowed == null || now - idleSince < allowed.minus(BEFORE).toNanos());
    }

    /// The backend's end may have come already, and not be read yet.
    private boolean established() {
        TcpSample sample = transport.sample();
        return sample == null || sample.state() == TcpSample.ESTABLISHED;
    }

    void usedBy(Exchange exchange) {
        user = exchange;
    }

    /// An exchange is over, and both sides keep the connection.
    ///
    /// @param said the backend's `Keep-Alive`, by which it tells how long it waits
    void free(@Nullable String said, long now) {
        user = null;
        used = true;
        idleSince = now;
        Matcher timeout = said == null ? null : TIMEOUT.matcher(said);
        limit = timeout != null && timeout.find() ? Duration.ofSeconds(Long.parseLong(timeout.group(1))) : null;
        transport.reading(true);
    }

    void close() {
        user = null;
        if (!closed) {
            closed = true;
            standing.left();
            transport.close();
        }
    }

    @Override
    public void bytes(ByteBuf in) {
        Exchange present = user;
        if (present != null) {
            present.fromBackend(in);
        } else {
            close(); // nobody has asked for it, so it must not become the answer to what is asked next
        }
    }

    @Override
    public void readComplete() {
        flushClient.run();
        if (!closed) {
            transport.flush();
        }
    }

    @Override
    public void peerFin() {
        Exchange present = user;
        if (present != null) {
            present.backendEnded(true);
        } else {
            close();
        }
        flushClient.run();
    }

    @Override
    public void writabilityChanged(boolean writable) {
        Exchange present = user;
        if (present != null) {
            present.backendTakes();
        }
    }

    @Override
    public void ended(TransportEnd end) {
        Exchange present = user;
        if (present != null) {
            present.backendEnded(false);
        }
        close();
        flushClient.run();
    }

    @Override
    public void fault(Throwable thrown) {
        Exchange present = user;
        if (present != null) {
            present.fault(thrown);
        }
        close();
    }
}
