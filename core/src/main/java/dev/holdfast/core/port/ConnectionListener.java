package dev.holdfast.core.port;

import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.LoopReport;
import dev.holdfast.core.connection.Notice;

/// Hears of every connection's life. Called on event loops: an implementation must return at once and never block or
/// throw. For one connection the calls come in order: `opened` at most once, `ended` exactly once and last but for
/// `loopEnded`.
public interface ConnectionListener {
    void opened(ConnectionInfo connection);

    /// The message loop of an opened connection has ended. Comes once for each opened connection, right before or after
    /// [#ended(EndRecord)].
    void loopEnded(LoopReport report);

    void ended(EndRecord end);

    void noticed(Notice notice);
}
