package dev.holdfast.server.connection;

/// Where virtual threads wait for a peer to keep up again.
final class WritableGate {
    private boolean open = true;
    private boolean ended;

    synchronized void set(boolean writable) {
        open = writable;
        notifyAll();
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    synchronized boolean await() throws InterruptedException {
        while (!open && !ended) {
            wait();
        }
        return !ended;
    }
}
