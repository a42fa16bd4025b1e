package dev.holdfast.doctor.analyze.source;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

/// What another program writes; a failure of its is one of the stream.
public final class ProcessStream extends FilterInputStream {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Process process;
    private final Thread feeder;
    private final String program;

    /// @param feeder gives the program its input
    public ProcessStream(Process process, Thread feeder, String program) {
        super(Objects.requireNonNull(process.getInputStream()));
        this.process = process;
        this.feeder = feeder;
        this.program = program;
    }

    @Override
    public int read(byte[] bytes, int from, int most) throws IOException {
        int count = super.read(bytes, from, most);
        if (count < 0 && status() != 0) {
            throw new EOFException(program + " ended with status " + status());
        }
        return count;
    }

    private int status() throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /// Ends the program where it still runs, and waits until it has ended.
    @Override
    public void close() throws IOException {
        super.close();
        process.destroy();
        feeder.interrupt();
        try {
            if (!process.waitFor(GRACE)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
