package dev.holdfast.cli.config.source;

import java.util.regex.Pattern;

/// How a value that was found is repeated in a message: on one line, cut, and without what may be a secret.
public final class Shown {
    private static final int LONGEST = 120;
    private static final Pattern CREDENTIALS_IN_AN_ADDRESS = Pattern.compile("//[^/@\\s]*@");
    private static final Pattern QUERY_OF_AN_ADDRESS = Pattern.compile("(://[^?#\\s]*)[?#].*");
    private static final Pattern VARIABLE_NAME = Pattern.compile("[A-Z][A-Z0-9]*(_[A-Z0-9]+)+|[A-Z][A-Z0-9]{0,11}");

    private Shown() {}

    /// In quotes, with user names, passwords and queries of addresses left out.
    public static String quoted(String text) {
        return '"' + plain(text) + '"';
    }

    /// The same without quotes.
    public static String plain(String text) {
        String masked = CREDENTIALS_IN_AN_ADDRESS.matcher(text).replaceAll("//***@");
        masked = QUERY_OF_AN_ADDRESS.matcher(masked).replaceAll("$1?***");
        StringBuilder shown = new StringBuilder();
        masked.codePoints().limit(LONGEST).forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.PRIVATE_USE,
                        Character.SURROGATE,
                        Character.UNASSIGNED -> shown.append("\\u%04x".formatted(c));
                default -> shown.appendCodePoint(c);
            }
        });
        if (masked.codePointCount(0, masked.length()) > LONGEST) {
            shown.append('…');
        }
        return shown.toString();
    }

    /// A key that names an environment variable. People paste the secret itself there, so only what looks like a name
    /// is repeated.
    public static String variableName(String text) {
        return VARIABLE_NAME.matcher(text).matches() ? '"' + text + '"' : hidden(text);
    }

    /// Nothing but the length.
    public static String hidden(String text) {
        int length = text.codePointCount(0, text.length());
        return length == 1 ? "a value of 1 character (not shown)" : "a value of " + length + " characters (not shown)";
    }

    /// A part of the tree in place of the value that belongs there.
    public static String of(Tree tree) {
        return switch (tree) {
            case Tree.Scalar(String text, Origin _) -> quoted(text);
            case Tree.Nothing _, Tree.Sequence _, Tree.Mapping _ -> tree.kind();
        };
    }
}
