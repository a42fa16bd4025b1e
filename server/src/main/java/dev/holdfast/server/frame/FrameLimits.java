package dev.holdfast.server.frame;

/// What one client may send. Shared by all connections of a route; a reader keeps no copy.
///
/// @param maxMessageBytes payload bytes of one message, over all its fragments; default 65,536. A larger one is
///     refused with 1009 from its header, before any payload is read. Danger: one slow client can make the server
///     hold this much, so connections times this is the memory that hostile clients can take
/// @param maxFragments frames of one message, empty ones counted; default 1,024. One more is refused with 1008.
///     Danger: each fragment costs a header's work, however small it is
/// @param controlFramesPerSecond pings and pongs that are always accepted, steadily; default 50. Danger: below the
///     rate of an honest client's heartbeat it ends honest connections
/// @param controlFrameBurst pings and pongs accepted at once after silence; default 100. Danger: TCP delivers what
///     waited in a queue all at once, so a small burst punishes clients for a slow network
/// @param binaryAccepted whether binary messages are accepted; default true. Where not, one is refused with 1003
///     from its header
public record FrameLimits(
        int maxMessageBytes,
        int maxFragments,
        int controlFramesPerSecond,
        int controlFrameBurst,
        boolean binaryAccepted) {
    /// 64 KiB, 1,024 fragments, 50 control frames a second after a burst of 100, binary accepted.
    public static final FrameLimits DEFAULT = new FrameLimits(65_536, 1_024, 50, 100, true);

    private static final long SECOND = 1_000_000_000L;
    private static final int LARGEST_MESSAGE = 1 << 30;
    private static final int FASTEST_CONTROL = 1_000_000;

    public FrameLimits {
        within("maxMessageBytes", maxMessageBytes, LARGEST_MESSAGE);
        within("maxFragments", maxFragments, Integer.MAX_VALUE);
        within("controlFramesPerSecond", controlFramesPerSecond, FASTEST_CONTROL);
        within("controlFrameBurst", controlFrameBurst, FASTEST_CONTROL);
    }

    public FrameLimits withMaxMessageBytes(int bytes) {
        return new FrameLimits(bytes, maxFragments, controlFramesPerSecond, controlFrameBurst, binaryAccepted);
    }

    public FrameLimits withMaxFragments(int fragments) {
        return new FrameLimits(maxMessageBytes, fragments, controlFramesPerSecond, controlFrameBurst, binaryAccepted);
    }

    public FrameLimits withControlFrames(int perSecond, int burst) {
        return new FrameLimits(maxMessageBytes, maxFragments, perSecond, burst, binaryAccepted);
    }

    public FrameLimits withBinaryAccepted(boolean accepted) {
        return new FrameLimits(maxMessageBytes, maxFragments, controlFramesPerSecond, controlFrameBurst, accepted);
    }

    /// Nanoseconds between two control frames at the steady rate.
    long controlInterval() {
        return SECOND / controlFramesPerSecond;
    }

    private static void within(String name, int value, int largest) {
        if (value < 1 || value > largest) {
            throw new IllegalArgumentException(name + " must be 1 to " + largest + ", found " + value);
        }
    }
}
