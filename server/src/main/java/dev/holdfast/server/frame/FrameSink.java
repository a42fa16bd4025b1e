package dev.holdfast.server.frame;

import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.Violation;
import io.netty.buffer.ByteBuf;

/// Takes what a [FrameReader] finds, in the order of the wire, on the thread that called [FrameReader#read].
///
/// A payload is `length` bytes of `buffer` from `index`, already unmasked, valid **only during the call**: the
/// buffer is the reader's. Copy what has to stay (writing a reply into an outbound buffer is such a copy). The
/// callee must not change the buffer's indices, content or reference count, and must not call [FrameReader#read].
///
/// A callee that has seen enough calls [FrameReader#stop()], or [FrameReader#expectClose()] when it sends a close
/// frame; nothing but what these allow is delivered from that moment, not even what the same read already holds.
public interface FrameSink {
    /// A whole message, its fragments put together.
    ///
    /// @param text whether it is text, which is then valid UTF-8
    void message(boolean text, ByteBuf buffer, int index, int length);

    /// A ping of at most 125 bytes, which wants a pong with the same payload.
    void ping(ByteBuf buffer, int index, int length);

    /// A pong of at most 125 bytes, asked for or not.
    void pong(ByteBuf buffer, int index, int length);

    /// The peer's close frame, with a code that may be on the wire or none. Nothing is called after it.
    void close(CloseFrame frame);

    /// The peer broke the protocol or a limit. Nothing is called after it.
    ///
    /// @param kind what was broken; it names the close code to answer with
    /// @param detail one short clause with the numbers found and expected; never holds text of the client
    void violation(Violation kind, String detail);
}
