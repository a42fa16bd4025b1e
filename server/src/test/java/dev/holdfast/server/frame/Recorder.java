package dev.holdfast.server.frame;

import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.Violation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Writes down what a reader delivers, each event as one line, and fails on whatever may not come after an end.
class Recorder implements FrameSink {
    final List<String> events = new ArrayList<>();
    final List<String> details = new ArrayList<>();
    /// Called with each event before it is written down, from within the callback.
    Consumer<String> before = event -> {};

    private boolean ended;

    @Override
    public void message(boolean text, ByteBuf buffer, int index, int length) {
        add(
                text
                        ? Event.text(buffer.toString(index, length, StandardCharsets.UTF_8))
                        : Event.binary(hex(buffer, index, length)));
    }

    @Override
    public void ping(ByteBuf buffer, int index, int length) {
        add(Event.ping(hex(buffer, index, length)));
    }

    @Override
    public void pong(ByteBuf buffer, int index, int length) {
        add(Event.pong(hex(buffer, index, length)));
    }

    @Override
    public void close(CloseFrame frame) {
        add(Event.close(frame));
        ended = true;
    }

    @Override
    public void violation(Violation kind, String detail) {
        add(Event.violation(kind));
        details.add(detail);
        ended = true;
    }

    private void add(String event) {
        if (ended) {
            throw new AssertionError(event + " came after the end: " + events);
        }
        before.accept(event);
        events.add(event);
    }

    private static String hex(ByteBuf buffer, int index, int length) {
        return ByteBufUtil.hexDump(buffer, index, length);
    }
}
