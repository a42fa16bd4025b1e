package dev.holdfast.doctor.report;

import dev.holdfast.observe.json.SafeJson;
import java.util.ArrayList;
import java.util.List;

/// Writes text for a terminal, with colours or without. Whatever it is given is made harmless first: a
/// remote text can move no cursor, hide nothing and end no line.
///
/// @param colour whether the terminal shows colours; false whenever the output is no terminal or
/// `NO_COLOR` is set
public record Ink(boolean colour) {
    private static final String END = "\u001b[0m";
    private static final String MORE = "…";

    /// What cannot act on a terminal, cut at so many characters.
    public static String visible(String text, int most) {
        int end = most;
        if (text.length() > most && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return SafeJson.visible(text.length() <= most ? text : text.substring(0, end) + MORE);
    }

    /// As long as a sentence of ours can be with the longest bounded remote text in it.
    public static String visible(String text) {
        return visible(text, 2000);
    }

    public String say(Tone tone, String text) {
        return paint(tone, visible(text));
    }

    /// Of text that is [#visible] already.
    String paint(Tone tone, String safe) {
        return colour && tone != Tone.PLAIN && !safe.isEmpty() ? tone.escape() + safe + END : safe;
    }

    /// Text broken at spaces into lines of at most `width` characters, the first after `first` and the
    /// others after as many spaces. A word that is longer than a line is broken.
    public List<String> wrap(String first, Tone tone, String text, int width) {
        int room = Math.max(20, width - first.length());
        List<String> lines = new ArrayList<>();
        String rest = visible(text);
        String before = first;
        do {
            int end = lineEnd(rest, room);
            lines.add(before + paint(tone, rest.substring(0, end).stripTrailing()));
            rest = rest.substring(end).stripLeading();
            before = " ".repeat(first.length());
        } while (!rest.isEmpty());
        return lines;
    }

    private static int lineEnd(String text, int room) {
        if (text.length() <= room) {
            return text.length();
        }
        int space = text.lastIndexOf(' ', room);
        if (space > 0) {
            return space;
        }
        return Character.isHighSurrogate(text.charAt(room - 1)) ? room - 1 : room;
    }
}
