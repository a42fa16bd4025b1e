package dev.holdfast.examples.chat;

import java.util.regex.Pattern;

/// What rooms and members can be called. What clients send is shown to others, so it is plain.
final class Names {
    static final String RULE = "a name has 1 to 32 letters, digits and dashes";
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}-]{1,32}");

    private Names() {}

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }
}
