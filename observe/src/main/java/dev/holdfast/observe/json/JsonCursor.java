package dev.holdfast.observe.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// Goes once through the bytes of a line of JSON as our log has them: no blanks, no exponents, fields in their order.
/// Whatever is not like that is [Odd], and read by Jackson instead: so this reader is quick, and that one is
/// right about everything. Not thread-safe.
final class JsonCursor {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final int NANO_DIGITS = 9;
    private static final int DEEPEST = 20;
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

    private final KnownTexts known = new KnownTexts();

    byte[] bytes = new byte[0];
    int at;
    private int end;

    /// Where the string that was found last begins and ends, without its quotes.
    int from;

    int to;

    private boolean escaped;
    private boolean beyondAscii;

    /// This line is not as our log writes them, or not JSON at all.
    static final class Odd extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private static final Odd ONE = new Odd();

        private Odd() {
            super("not as our log writes it", null, false, false);
        }
    }

    static Odd odd() {
        return Odd.ONE;
    }

    void begin(byte[] line, int first, int last) {
        bytes = line;
        at = first;
        end = last;
    }

    boolean atEnd() {
        return at == end;
    }

    /// Whether this byte is next; if so, goes behind it.
    boolean take(char expected) {
        if (at < end && bytes[at] == expected) {
            at++;
            return true;
        }
        return false;
    }

    void need(char expected) {
        if (!take(expected)) {
            throw odd();
        }
    }

    /// Whether these bytes are next; if so, goes behind them.
    boolean take(byte[] expected) {
        int length = expected.length;
        if (end - at < length || bytes[at] != expected[0]) {
            return false;
        }
        // Eight at a time; the last eight overlap those before.
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            if ((long) EIGHT.get(bytes, at + i) != (long) EIGHT.get(expected, i)) {
                return false;
            }
        }
        if (length >= Long.BYTES) {
            int last = length - Long.BYTES;
            if ((long) EIGHT.get(bytes, at + last) != (long) EIGHT.get(expected, last)) {
                return false;
            }
        } else {
            for (; i < length; i++) {
                if (bytes[at + i] != expected[i]) {
                    return false;
                }
            }
        }
        at += length;
        return true;
    }

    boolean takeNull() {
        return at < end && bytes[at] == 'n' && take(NULL);
    }

    boolean truth() {
        if (take(TRUE)) {
            return true;
        } else if (take(FALSE)) {
            return false;
        }
        throw odd();
    }

    /// Goes behind a string and leaves its place in [#from] and [#to].
    void findString() {
        need('"');
        from = at;
        escaped = false;
        beyondAscii = false;
        int i = at;
        // Eight at a time up to the first that is a quote, a backslash or beyond ASCII.
        while (i + Long.BYTES <= end) {
            long eight = (long) EIGHT.get(bytes, i);
            long found = (eight | zeros(eight ^ QUOTES) | zeros(eight ^ BACKSLASHES)) & HIGHS;
            if (found == 0) {
                i += Long.BYTES;
                continue;
            }
            i += Long.numberOfTrailingZeros(found) >>> 3;
            if (bytes[i] == '"') {
                to = i;
                at = i + 1;
                return;
            }
            i = special(i);
        }
        while (i < end) {
            if (bytes[i] == '"') {
                to = i;
                at = i + 1;
                return;
            }
            i = special(i);
        }
        throw odd();
    }

    /// Notes what is special about a byte inside a string.
    ///
    /// @return behind it
    private int special(int place) {
        if (bytes[place] == '\\') {
            escaped = true;
            return place + 2;
        }
        if (bytes[place] < 0) {
            beyondAscii = true;
        }
        return place + 1;
    }

    /// Has the high bit in the lowest byte that is zero, and in none below it.
    private static long zeros(long eight) {
        return (eight - ONES) & ~eight;
    }

    String string() {
        findString();
        if (escaped) {
            return unescaped();
        }
        return beyondAscii ? new String(bytes, from, to - from, StandardCharsets.UTF_8) : known.text(bytes, from, to);
    }

    @Nullable
    String stringOrNull() {
        return takeNull() ? null : string();
    }

    private String unescaped() {
        String raw = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        StringBuilder text = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            i++;
            if (i == raw.length()) {
                throw odd();
            }
            switch (raw.charAt(i)) {
                case '"', '\\', '/' -> text.append(raw.charAt(i));
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> {
                    text.append(hex(raw, i + 1));
                    i += 4;
                }
                default -> throw odd();
            }
        }
        return text.toString();
    }

    private static char hex(String raw, int first) {
        if (first + 4 > raw.length()) {
            throw odd();
        }
        int value = 0;
        for (int i = first; i < first + 4; i++) {
            int digit = Character.digit(raw.charAt(i), 16);
            if (digit < 0 || raw.charAt(i) > 'f') {
                throw odd();
            }
            value = value << 4 | digit;
        }
        return (char) value;
    }

    long integer() {
        boolean negative = take('-');
        long value = digits();
        if (at < end && (bytes[at] == '.' || bytes[at] == 'e' || bytes[at] == 'E')) {
            throw odd();
        }
        return negative ? -value : value;
    }

    int smallInteger() {
        long value = integer();
        if (value != (int) value) {
            throw odd();
        }
        return (int) value;
    }

    private long digits() {
        int first = at;
        long value = 0;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            value = 10 * value + (bytes[at] - '0');
            at++;
        }
        // JSON has no leading zeros. Of 19 digits too large a number comes out negative, never positive again.
        if (at == first || at - first > 19 || value < 0 || (bytes[first] == '0' && at - first > 1)) {
            throw odd();
        }
        return value;
    }

    /// The digits behind the point, as a number of so many digits.
    private int fraction(int places) {
        if (!take('.')) {
            return 0;
        }
        int first = at;
        int value = 0;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9' && at - first < places) {
            value = 10 * value + (bytes[at] - '0');
            at++;
        }
        if (at == first || (at < end && (bytes[at] >= '0' && bytes[at] <= '9'))) {
            throw odd();
        }
        for (int i = at - first; i < places; i++) {
            value *= 10;
        }
        return value;
    }

    private void nothingMoreOfANumber() {
        if (at < end && (bytes[at] == 'e' || bytes[at] == 'E')) {
            throw odd();
        }
    }

    /// A decimal number of seconds.
    Duration seconds() {
        boolean negative = take('-');
        long seconds = digits();
        int nanos = fraction(NANO_DIGITS);
        nothingMoreOfANumber();
        Duration duration = Duration.ofSeconds(seconds, nanos);
        return negative ? duration.negated() : duration;
    }

    /// A decimal number of milliseconds, in nanoseconds.
    long millis() {
        boolean negative = take('-');
        long millis = digits();
        if (millis > Long.MAX_VALUE / 1_000_000 - 1) {
            throw odd();
        }
        long nanos = millis * 1_000_000 + fraction(6);
        nothingMoreOfANumber();
        return negative ? -nanos : nanos;
    }

    /// `"2026-11-27T19:23:36.293378796Z"`.
    Instant instant() {
        need('"');
        int year = number(4);
        need('-');
        int month = number(2);
        need('-');
        int day = number(2);
        need('T');
        int hour = number(2);
        need(':');
        int minute = number(2);
        need(':');
        int second = number(2);
        int nanos = fraction(NANO_DIGITS);
        need('Z');
        need('"');
        if (hour > 23 || minute > 59 || second > 59) {
            throw odd();
        }
        try {
            return Instant.ofEpochSecond(
                    LocalDate.of(year, month, day).toEpochDay() * 86_400 + hour * 3600 + minute * 60 + second, nanos);
        } catch (DateTimeException _) {
            throw odd();
        }
    }

    private int number(int digits) {
        if (end - at < digits) {
            throw odd();
        }
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = bytes[at++] - '0';
            if (digit < 0 || digit > 9) {
                throw odd();
            }
            value = 10 * value + digit;
        }
        return value;
    }

    /// Goes behind a value of any kind.
    void skip() {
        int depth = 0;
        do {
            if (at >= end) {
                throw odd();
            }
            switch (bytes[at]) {
                case '"' -> findString();
                case '{', '[' -> {
                    depth++;
                    at++;
                    if (depth > DEEPEST) {
                        throw odd();
                    }
                }
                case '}', ']' -> {
                    depth--;
                    at++;
                    if (depth < 0) {
                        throw odd();
                    }
                }
                case ',', ':' -> {
                    if (depth == 0) {
                        throw odd();
                    }
                    at++;
                }
                default -> word();
            }
        } while (depth > 0);
    }

    /// Goes behind a number, `true`, `false` or `null`.
    private void word() {
        int first = at;
        while (at < end) {
            byte b = bytes[at];
            boolean part =
                    (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || b == '.' || b == '-' || b == '+' || b == 'E';
            if (!part) {
                break;
            }
            at++;
        }
        if (at == first) {
            throw odd();
        }
    }
}
