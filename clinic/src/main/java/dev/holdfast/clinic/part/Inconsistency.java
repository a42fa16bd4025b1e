package dev.holdfast.clinic.part;

/// What Holdfast told in one place contradicts what it told in another.
public final class Inconsistency extends Exception {
    private static final long serialVersionUID = 1;

    Inconsistency(String message) {
        super(message);
    }
}
