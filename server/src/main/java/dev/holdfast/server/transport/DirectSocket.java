package dev.holdfast.server.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.util.function.Predicate;

/// A socket that is read and written without its channel, which owns it.
record DirectSocket(Socket socket, LoopReceive receive) {

    boolean isOpen() {
        return socket.isOpen();
    }

    /// @return how many bytes the kernel took; all of them stay readable
    int send(ByteBuf bytes) throws IOException {
        return socket.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex());
    }

    /// Ends our side (FIN).
    void shutDownOutput() throws IOException {
        socket.shutdown(false, true);
    }

    /// What became of the input.
    enum Read {
        /// It was read, and the next is new.
        ALL,
        /// Some may be left, because no more was wanted; nobody will be told of it again.
        SOME,
        /// The channel is to read it.
        CHANNEL
    }

    /// Reads until nothing is left.
    ///
    /// @param taken gets what came, each time, and says whether it wants more
    Read read(Predicate<ByteBuf> taken) throws IOException {
        for (int reads = 0; reads < LoopReceive.READS_A_TURN; reads++) {
            ByteBuf in = receive.free();
            if (in == null) {
                return Read.CHANNEL;
            }
            boolean wanted;
            boolean full;
            try {
                int size = socket.recvAddress(in.memoryAddress(), 0, in.capacity());
                if (size < 0) {
                    return Read.CHANNEL; // the peer has ended its side
                }
                in.writerIndex(size);
                full = size == in.capacity();
                wanted = size == 0 || taken.test(in);
            } finally {
                in.release();
            }
            if (!full || !isOpen()) {
                return Read.ALL;
            }
            if (!wanted) {
                return Read.SOME;
            }
        }
        return Read.CHANNEL;
    }
}
