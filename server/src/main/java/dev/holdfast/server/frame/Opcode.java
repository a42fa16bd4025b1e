package dev.holdfast.server.frame;

/// The opcodes of RFC 6455 5.2. Numbers, because they are read from four bits: eleven of sixteen are ours to
/// refuse.
public final class Opcode {
    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xA;

    private Opcode() {}

    /// "Control frames are identified by opcodes where the most significant bit of the opcode is 1." (RFC 6455
    /// 5.5)
    public static boolean isControl(int opcode) {
        return opcode >= CLOSE;
    }
}
