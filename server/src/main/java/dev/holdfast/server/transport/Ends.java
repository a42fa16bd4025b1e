package dev.holdfast.server.transport;

import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.close.TransportEnd.SeenBy;
import io.netty.channel.unix.Errors;
import io.netty.handler.codec.DecoderException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// Reads from an exception how a transport ended. Netty's native transports carry the errno; NIO only has texts, so the
/// raw class and message stay as evidence.
final class Ends {
    private static final int CONNECTION_RESET = -104;
    private static final int BROKEN_PIPE = -32;
    private static final int TIMED_OUT = -110;

    static final TransportEnd TLS_LEFT =
            new TransportEnd.Failed(SSLHandshakeException.class.getName(), TransportEnd.Failed.LEFT_AT_OUR_CERTIFICATE);

    private Ends() {}

    /// @return `null` where the failure says nothing of its own: the channel had ended before
    static @Nullable TransportEnd ofFailedWrite(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        // TLS that is closed takes no more bytes, whoever closed it.
        return root instanceof ClosedChannelException || root instanceof SSLException ? null : of(root, SeenBy.WRITE);
    }

    /// TLS says "Unexpected exception" around what says more.
    private static String innermost(Throwable thrown) {
        Throwable root = thrown.getCause();
        if (root == null || !(thrown instanceof SSLException)) {
            return "";
        }
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return ": " + root.getMessage();
    }

    static TransportEnd of(Throwable seen, SeenBy seenBy) {
        // What TLS has to say comes wrapped by the decoder that it is.
        Throwable thrown = seen instanceof DecoderException && seen.getCause() != null ? seen.getCause() : seen;
        String message = thrown.getMessage() == null ? "" : thrown.getMessage();
        String raw = thrown.getClass().getSimpleName() + ": " + message;
        int errno = thrown instanceof Errors.NativeIoException io ? io.expectedErr() : 0;
        String lower = message.toLowerCase(Locale.ROOT);
        if (errno == CONNECTION_RESET
                || errno == BROKEN_PIPE
                || lower.contains("connection reset")
                || lower.contains("broken pipe")
                || lower.contains("forcibly closed")) {
            return new TransportEnd.PeerReset(seenBy, raw);
        }
        if (errno == TIMED_OUT || lower.contains("timed out")) {
            return new TransportEnd.TimedOut(raw);
        }
        return new TransportEnd.Failed(thrown.getClass().getName(), message + innermost(thrown));
    }
}
