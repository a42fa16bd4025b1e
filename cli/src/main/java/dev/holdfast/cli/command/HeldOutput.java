package dev.holdfast.cli.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Holds back what is written until it is released. A start that fails says one sentence, not a log that
/// leads up to it; the file has that log. Safe for use by many threads.
final class HeldOutput extends OutputStream {
    private final OutputStream behind;
    private @Nullable ByteArrayOutputStream held = new ByteArrayOutputStream();

    HeldOutput(OutputStream behind) {
        this.behind = behind;
    }

    PrintStream asPrintStream() {
        return new PrintStream(this, true, StandardCharsets.UTF_8);
    }

    /// Lets out what was held, and all that comes.
    synchronized void release() throws IOException {
        if (held != null) {
            held.writeTo(behind);
            held = null;
            behind.flush();
        }
    }

    @Override
    public synchronized void write(int b) throws IOException {
        (held == null ? behind : held).write(b);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        (held == null ? behind : held).write(bytes, offset, length);
    }

    @Override
    public synchronized void flush() throws IOException {
        (held == null ? behind : held).flush();
    }
}
