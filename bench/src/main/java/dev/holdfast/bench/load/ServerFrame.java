package dev.holdfast.bench.load;

/// Reads the frames a server sends, one after the other, out of a byte array; strict where RFC 6455 is. Holds the
/// frame it read last, so that reading one allocates nothing.
///
/// Stricter than the RFC in one point: a fragmented reply is refused. No message of this generator is fragmented,
/// and a server that answers in fragments does other work than the one it is compared with.
final class ServerFrame {
    static final int INCOMPLETE = -1;

    private static final int MAX_CONTROL_PAYLOAD = 125;

    private final int maxPayload;
    private int opcode;
    private int payloadAt;
    private int payloadBytes;

    /// @param maxPayload the longest data payload that can be a right answer
    ServerFrame(int maxPayload) {
        this.maxPayload = Math.max(maxPayload, MAX_CONTROL_PAYLOAD);
    }

    int opcode() {
        return opcode;
    }

    int payloadAt() {
        return payloadAt;
    }

    int payloadBytes() {
        return payloadBytes;
    }

    boolean isControl() {
        return opcode >= 0x8;
    }

    /// Reads the frame that begins at `from`.
    ///
    /// @return where the next one begins, or [#INCOMPLETE] if bytes are missing before `to`
    int read(byte[] bytes, int from, int to) throws BadReply {
        if (to - from < 2) {
            return INCOMPLETE;
        }
        checkFirstByte(bytes[from] & 0xff);
        int second = bytes[from + 1] & 0xff;
        // RFC 6455 5.1: "A server MUST NOT mask any frames that it sends to the client."
        if (second >= 0x80) {
            throw new BadReply(Fault.PROTOCOL, "a masked frame");
        }
        int at = from + (second == 127 ? 10 : second == 126 ? 4 : 2);
        if (at > to) {
            return INCOMPLETE;
        }
        long length = second;
        if (second > MAX_CONTROL_PAYLOAD) {
            length = bigEndian(bytes, from + 2, at);
            // RFC 6455 5.2: "the minimal number of bytes MUST be used to encode the length"
            if (length < (second == 126 ? 126 : 65_536)) {
                throw new BadReply(Fault.PROTOCOL, "a length that is not encoded in the fewest bytes");
            }
        }
        if (length > (isControl() ? MAX_CONTROL_PAYLOAD : maxPayload)) {
            throw new BadReply(isControl() ? Fault.PROTOCOL : Fault.PAYLOAD, "a frame too long: " + length + " bytes");
        }
        if (to - at < length) {
            return INCOMPLETE;
        }
        payloadAt = at;
        payloadBytes = (int) length;
        return at + payloadBytes;
    }

    private void checkFirstByte(int first) throws BadReply {
        if ((first & 0x70) != 0) {
            throw new BadReply(Fault.PROTOCOL, "a reserved bit without an extension");
        }
        opcode = first & 0x0f;
        boolean known = opcode <= 0x2 || (opcode >= 0x8 && opcode <= 0xa);
        if (!known) {
            throw new BadReply(Fault.PROTOCOL, "opcode " + opcode);
        }
        if (first < 0x80 || opcode == 0) {
            throw new BadReply(Fault.PROTOCOL, "a fragment");
        }
    }

    private static long bigEndian(byte[] bytes, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = (value << 8) | (bytes[i] & 0xff);
        }
        return value;
    }
}
