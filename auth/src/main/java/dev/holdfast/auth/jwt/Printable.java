package dev.holdfast.auth.jwt;

/// Text of a peer, made fit for a problem: short, on one line.
final class Printable {
    private Printable() {}

    static String cut(String text, int maxLength) {
        StringBuilder printable = new StringBuilder();
        text.codePoints()
                .limit(maxLength)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .forEach(printable::appendCodePoint);
        return printable.toString();
    }
}
