package dev.holdfast.doctor.probe.check;

/// A token like the right one that no server may take.
final class Garbage {
    private Garbage() {}

    /// The same with its last part, of a JSON Web Token the signature, turned around; or with its end
    /// replaced, where that reads the same both ways.
    static String of(String token) {
        int dot = token.lastIndexOf('.');
        String end = token.substring(dot + 1);
        String turned = new StringBuilder(end).reverse().toString();
        return token.substring(0, dot + 1) + (turned.equals(end) ? "x".repeat(end.length() + 1) : turned);
    }
}
