package dev.holdfast.bench.load;

/// Told when the measured window begins and ends, on the generator's thread, so that what is read from outside (a
/// server's CPU time) covers exactly the messages that are counted. Must be quick: the load waits for it.
public interface MeasuredWindow {

    /// For a load where nothing is read from outside.
    MeasuredWindow UNOBSERVED = new MeasuredWindow() {
        @Override
        public void begins() {}

        @Override
        public void ends() {}
    };

    void begins();

    void ends();
}
