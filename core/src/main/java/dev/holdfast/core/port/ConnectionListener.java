package dev.holdfast.core.port;

import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.LoopReport;
import dev.holdfast.core.connection.Notice;
import org.jspecify.annotations.Nullable;

/// Hears of every connection's life. Called on event loops: an implementation must return at once and never block or
/// throw. For one connection the calls come in order: `opened` at most once, after it `greeted` at most once,
/// `ended` exactly once and last but for `loopEnded`.
public interface ConnectionListener {
    void opened(ConnectionInfo connection);

    /// An open connection said `hello`.
    ///
    /// @param tab the client's id of its tab, bounded and otherwise as it sent it
    /// @param previous the client's id of an earlier attempt that it reports on as its own
    void greeted(ConnectionInfo connection, @Nullable String tab, @Nullable String previous);

    /// The message loop of an opened connection has ended. Comes once for each opened connection, right before or after
    /// [#ended(EndRecord)].
    void loopEnded(LoopReport report);

    void ended(EndRecord end);

    void noticed(Notice notice);
}
