package dev.holdfast.core.port;

import dev.holdfast.core.connection.LiveConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The connections that are open now. Safe for use by any thread.
public interface LiveConnections {
    /// How many are open.
    int count();

    /// A page of them, oldest first.
    ///
    /// @param user only this user's, where given
    List<LiveConnection> page(@Nullable String user, int offset, int limit);

    @Nullable
    LiveConnection find(String connectionId);

    /// Begins to close one, because an operator wants it.
    ///
    /// @param reason in the operator's words, for the log
    /// @return whether it was open
    boolean close(String connectionId, String reason);
}
