package dev.holdfast.observe.log;

import java.io.IOException;

/// Where a writing thread puts events. Used by that one thread only.
interface EventSink {
    /// Takes the event, or throws without having taken it; then it is offered again later. What was taken may still be
    /// lost with the process, until [#flush()] has returned.
    void write(Event event) throws IOException;

    /// Hands everything taken to the operating system.
    void flush() throws IOException;

    void close();
}
