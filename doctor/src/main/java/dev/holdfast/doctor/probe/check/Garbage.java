package dev.holdfast.doctor.probe.check;

/// A token like the right one that no server may take.
final class Garbage {
    private Garbage() {}

    /// The same with one character changed in the middle of its last part, of a JSON Web Token the
    /// signature: its form stays right, so that nothing but a check of what it says can refuse it.
    static String of(String token) {
        int begin = token.lastIndexOf('.') + 1;
        int middle = Math.min(token.length() - 1, begin + (token.length() - begin) / 2);
        char other = token.charAt(middle) == 'A' ? 'B' : 'A';
        return token.substring(0, middle) + other + token.substring(middle + 1);
    }
}
