package dev.holdfast.proxy.page;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Finds the place in a page before which no script of its own can run: behind `<head …>`, or where the head begins
/// without a tag, as the HTML standard lets it. Whatever its encoding, as long as that keeps ASCII. Pure.
final class HeadPlace {
    /// More of the page has to be seen.
    static final int UNKNOWN = -1;

    private final byte[] page;
    private final int length;
    private int at;

    private HeadPlace(byte[] page, int length) {
        this.page = page;
        this.length = length;
    }

    /// @param whole whether no more can be seen; then there is a place
    static int find(byte[] page, int length, boolean whole) {
        HeadPlace place = new HeadPlace(page, length);
        int found = place.find();
        return found == UNKNOWN && whole ? place.at : found;
    }

    /// Leaves `at` behind everything that may stand before a head and is complete.
    private int find() {
        if (length < 3) {
            return UNKNOWN;
        }
        at = (page[0] & 0xFF) == 0xEF && (page[1] & 0xFF) == 0xBB && (page[2] & 0xFF) == 0xBF ? 3 : 0;
        while (true) {
            int next = at;
            while (next < length && (page[next] == ' ' || (page[next] >= '\t' && page[next] <= '\r'))) {
                next++;
            }
            if (next + 6 > length) {
                return UNKNOWN; // even <head> would not fit
            }
            if (starts("<!--", next)) {
                int end = text().indexOf("-->", next + 4);
                if (end < 0) {
                    return UNKNOWN;
                }
                at = end + 3;
            } else if (starts("<!", next) || starts("<?", next) || tag("<html", next)) {
                int end = tagEnd(next);
                if (end < 0) {
                    return UNKNOWN;
                }
                at = end;
            } else {
                return tag("<head", next) ? tagEnd(next) : next;
            }
        }
    }

    private String text() {
        return new String(page, 0, length, StandardCharsets.ISO_8859_1);
    }

    private boolean starts(String ascii, int from) {
        return from + ascii.length() <= length
                && new String(page, from, ascii.length(), StandardCharsets.ISO_8859_1)
                        .toLowerCase(Locale.ROOT)
                        .equals(ascii);
    }

    /// Whether it is this tag and not one whose name goes on, like `<header>`.
    private boolean tag(String start, int from) {
        int behind = from + start.length();
        return starts(start, from) && behind < length && " \t\n\f\r/>".indexOf(page[behind]) >= 0;
    }

    /// Behind the `>` that ends a tag, which may have others in its quoted values.
    private int tagEnd(int from) {
        int quote = 0;
        for (int i = from; i < length; i++) {
            int octet = page[i];
            if (quote != 0) {
                quote = octet == quote ? 0 : quote;
            } else if (octet == '>') {
                return i + 1;
            } else if (octet == '"' || octet == '\'') {
                quote = octet;
            }
        }
        return UNKNOWN;
    }
}
