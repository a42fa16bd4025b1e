package dev.holdfast.examples.chat;

import dev.holdfast.server.Connection;
import dev.holdfast.server.Connection.Sent;

/// One connection in the chat.
final class Member {
    private final Connection connection;
    private volatile String name;
    private volatile Room room = Room.NOWHERE;

    // Both guarded by the lock of the room the member is in.
    private boolean behind;
    private int missed;

    Member(Connection connection) {
        this.connection = connection;
        this.name = connection.userId();
    }

    Connection connection() {
        return connection;
    }

    String name() {
        return name;
    }

    void isCalled(String newName) {
        name = newName;
    }

    Room room() {
        return room;
    }

    void enters(Room newRoom) {
        room = newRoom;
    }

    /// Something for this member alone.
    void tell(String line) {
        var _ = connection.send(line);
    }

    /// Something that is said in the room. A member that does not read as fast as the others talk misses lines and
    /// is told how many; without this what it has not read would pile up until its connection ends as a slow
    /// consumer.
    /// Called with the room's lock held, so it never waits.
    void hear(String line) {
        if (behind && !connection.isWritable()) {
            missed++;
            return;
        }
        if (missed > 0) {
            tell("* you missed " + missed + " lines");
            missed = 0;
        }
        behind = connection.send(line) == Sent.CONGESTED;
    }
}
