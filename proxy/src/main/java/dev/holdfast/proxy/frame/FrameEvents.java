package dev.holdfast.proxy.frame;

import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.Violation;

/// What a [FrameScanner] tells besides its counts: all of it rare.
public interface FrameEvents {
    /// A whole ping or pong has passed.
    void control(int opcode);

    /// A whole close frame has passed.
    void close(CloseFrame frame);

    /// A frame broke RFC 6455. Told for the first one only.
    void flaw(Violation kind, String detail);
}
