package dev.holdfast.bench.load;

/// What each message carries: its opcode and its length in bytes.
public record Payload(Kind kind, int bytes) {

    /// The opcode of a message. Text payloads are ASCII, so their length in bytes is their length in characters.
    public enum Kind {
        TEXT(0x1),
        BINARY(0x2);

        final int opcode;

        Kind(int opcode) {
            this.opcode = opcode;
        }
    }

    public Payload {
        if (bytes < EchoMessage.SEQUENCE_BYTES || bytes > 1 << 20) {
            throw new IllegalArgumentException(
                    "a payload has 8 (its sequence number) to 1,048,576 bytes, not " + bytes);
        }
    }
}
