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

    /// Reads until nothing is left.
    ///
    /// @param taken gets what came, each time, and says whether it wants more
    /// @return whether nothing is left that is wanted; if not, the channel is to go on
    boolean read(Predicate<ByteBuf> taken) throws IOException {
        for (int reads = 0; reads < LoopReceive.READS_A_TURN; reads++) {
            ByteBuf in = receive.free();
            if (in == null) {
                return false;
            }
            boolean more;
            try {
                int size = socket.recvAddress(in.memoryAddress(), 0, in.capacity());
                if (size < 0) {
                    return false; // the peer has ended its side
                }
                in.writerIndex(size);
                more = size > 0 && taken.test(in) && size == in.capacity();
            } finally {
                in.release();
            }
            if (!more || !isOpen()) {
                return true;
            }
        }
        return false;
    }
}
