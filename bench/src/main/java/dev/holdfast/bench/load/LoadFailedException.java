package dev.holdfast.bench.load;

/// A load could not be brought about at all, so there is nothing to measure. The message says what to do about it,
/// if that is known.
public final class LoadFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LoadFailedException(String message) {
        super(message);
    }

    public LoadFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
