package dev.holdfast.server.connection;

import dev.holdfast.server.transport.Transport;

/// Whether bytes of the peer are read: while nobody has a reason against it. Whatever judges the peer by its
/// pace is told afterwards for how long they were not.
final class ReadGate {
    /// Why nothing is read for now.
    enum Pause {
        HANDSHAKE,
        MAILBOX,
        OUTBOUND
    }

    private final ServerConnection connection;
    private final Transport transport;
    private long closedAt;
    /// A bit a reason.
    private byte pauses;
    private boolean ending;

    ReadGate(ServerConnection connection, Transport transport) {
        this.connection = connection;
        this.transport = transport;
    }

    boolean open() {
        return pauses == 0;
    }

    void pause(Pause why) {
        set(pauses | 1 << why.ordinal());
    }

    void resume(Pause why) {
        set(pauses & ~(1 << why.ordinal()));
    }

    /// An end has begun: from now on everything is read, to find the peer's close frame and FIN.
    void openForGood() {
        pauses = 0;
        ending = true;
        transport.reading(true);
    }

    private void set(int now) {
        boolean changed = (now == 0) != (pauses == 0);
        if (!ending) {
            pauses = (byte) now;
            if (changed) {
                turn(now == 0);
            }
        }
    }

    private void turn(boolean open) {
        long now = connection.around().time().nanos();
        if (open) {
            connection.heldBack(closedAt, now);
        } else {
            closedAt = now;
        }
        transport.reading(open);
    }
}
