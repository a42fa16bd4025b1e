package dev.holdfast.proxy.plain;

import dev.holdfast.server.transport.Transport;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// What a client has sent before it was its turn, as who pipelines requests does. Used on the connection's event loop.
final class EarlyBytes {
    /// More than this waits in the kernel.
    private static final int MOST = 64 * 1024;

    private final Transport client;
    private @Nullable ByteBuf waiting;
    private boolean reading = true;

    EarlyBytes(Transport client) {
        this.client = client;
    }

    boolean any() {
        return waiting != null;
    }

    /// Puts it behind what waits.
    ///
    /// @param in the caller's
    void add(ByteBuf in) {
        ByteBuf present = waiting;
        if (in.isReadable()) {
            if (present == null) {
                waiting = in.alloc().buffer(in.readableBytes()).writeBytes(in);
            } else if (present.refCnt() == 1) {
                present.writeBytes(in);
            } else {
                // Parts of it are on their way to the backend, so it must stay where it is.
                waiting = in.alloc()
                        .buffer(present.readableBytes() + in.readableBytes())
                        .writeBytes(present)
                        .writeBytes(in);
                present.release();
            }
        }
        gate();
    }

    /// What waits; the caller's from here on.
    @Nullable
    ByteBuf take() {
        ByteBuf present = waiting;
        waiting = null;
        return present;
    }

    /// What was taken and is still not all used.
    void giveBack(ByteBuf rest) {
        if (rest.isReadable()) {
            waiting = rest;
        } else {
            rest.release();
        }
        gate();
    }

    /// Nothing is to come of it any more; what comes from the client is read.
    void drop() {
        ByteBuf present = take();
        if (present != null) {
            present.release();
        }
        gate();
    }

    private void gate() {
        ByteBuf present = waiting;
        boolean wanted = present == null || present.readableBytes() <= MOST;
        if (wanted != reading) {
            reading = wanted;
            client.reading(wanted);
        }
    }
}
