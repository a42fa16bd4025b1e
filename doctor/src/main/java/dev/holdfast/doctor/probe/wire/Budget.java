package dev.holdfast.doctor.probe.wire;

/// How many connections an examination may make. Used by one thread but for [#take].
public final class Budget {
    private final int most;
    private int made;

    public Budget(int most) {
        this.most = most;
    }

    public int most() {
        return most;
    }

    public synchronized int made() {
        return made;
    }

    public synchronized int left() {
        return most - made;
    }

    /// Counts one.
    ///
    /// @throws Exhausted when all have been made
    synchronized void take() {
        if (made == most) {
            throw new Exhausted(most);
        }
        made++;
    }

    /// All connections have been made. What is left of a check is not run.
    public static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Exhausted(int most) {
            super("all " + most + " connections of this examination have been made");
        }
    }
}
