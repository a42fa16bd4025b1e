package dev.holdfast.doctor.analyze.study;

import dev.holdfast.core.connection.ConnectionInfo;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is asked about. What lies outside is read all the same, since an end may be explained by others.
///
/// @param since the first moment
/// @param until the first moment that no longer counts
/// @param user only this one's connections
/// @param connection whose whole story is wanted: an id of ours or the client's own id of an attempt
public record Filter(
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String user,
        @Nullable String connection) {
    public static final Filter NONE = new Filter(null, null, null, null);

    boolean before(Instant at) {
        return since != null && at.isBefore(since);
    }

    boolean after(Instant at) {
        return until != null && !at.isBefore(until);
    }

    boolean concerns(ConnectionInfo info) {
        return user == null || user.equals(info.userId());
    }

    boolean wants(ConnectionInfo info) {
        return connection != null && (connection.equals(info.connectionId()) || connection.equals(info.attempt()));
    }
}
