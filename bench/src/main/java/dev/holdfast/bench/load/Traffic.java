package dev.holdfast.bench.load;

/// What a load does when something happens on a connection. Called on the generator's thread.
interface Traffic {
    default void opened(ClientLoop loop, Connection connection, long now) {}

    /// `answers` right replies were found in one read.
    default void answered(Connection connection, int answers, long now) {}

    /// A connection is gone, wanted or not.
    default void ended(ClientLoop loop) {}
}
