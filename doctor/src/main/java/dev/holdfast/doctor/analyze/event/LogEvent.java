package dev.holdfast.doctor.analyze.event;

import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Timeline;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a log tells, whatever program wrote it.
public sealed interface LogEvent {
    Instant at();

    /// A connection was opened.
    record Opened(Instant at, ConnectionInfo info) implements LogEvent {}

    /// A connection has ended, or a handshake was refused.
    ///
    /// @param opened whether it was ever open
    /// @param timeline what the log tells of it
    /// @param recorded how the log itself explains it, where it does
    /// @param again whether the log told this end before, and now knows more
    /// @param timed whether the log tells how long it lasted, and when; else its timeline has no times
    /// @param handle by which another log of the same program may tell more of it
    record Ended(
            Instant at,
            ConnectionInfo info,
            boolean opened,
            Timeline timeline,
            @Nullable Recorded recorded,
            boolean again,
            boolean timed,
            @Nullable Handle handle)
            implements LogEvent {}

    /// How two logs of one program name the same request.
    ///
    /// @param connection the program's own number of the connection
    /// @param client the client's address, without its port
    /// @param request the request line
    record Handle(@Nullable String connection, String client, String request) {}

    /// Another log of the same program tells more of an end, and perhaps no other tells of that at all.
    ///
    /// @param end what is put into the timeline instead of what is there of the end
    /// @param alone the end, where no other log tells of it; absent where it may be of an ordinary request
    record Remark(
            Instant at, Handle handle, Fact end, @Nullable Ended alone) implements LogEvent {}

    /// An explanation as a log has it; its cause may be one that is not known here.
    record Recorded(String cause, String confidence) {}

    /// Something about the whole program, or about a connection that goes on.
    ///
    /// @param event a stable name
    /// @param connection that it is about; known only where one is asked for
    record Noticed(
            Instant at,
            String level,
            String event,
            String message,
            @Nullable String connection) implements LogEvent {}
}
