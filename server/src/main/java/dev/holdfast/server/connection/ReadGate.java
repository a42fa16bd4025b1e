package dev.holdfast.server.connection;

import dev.holdfast.server.transport.Transport;

/// Whether bytes of the peer are read: while nobody has a reason against it.
final class ReadGate {
    /// Why nothing is read for now.
    enum Pause {
        HANDSHAKE,
        MAILBOX,
        OUTBOUND
    }

    private final Transport transport;
    /// A bit a reason.
    private byte pauses;
    private boolean ending;

    ReadGate(Transport transport) {
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
                transport.reading(now == 0);
            }
        }
    }
}
