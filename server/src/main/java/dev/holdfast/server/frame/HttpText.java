package dev.holdfast.server.frame;

import java.nio.charset.StandardCharsets;

/// Recognises HTTP where the first frame should be: a second request sent down an upgraded connection, or a
/// response written into it by something in the middle. Each of these beginnings breaks the framing rules from its
/// first byte (reserved bit 1 is set in all of them), so waiting for the rest of it can't turn down a legal frame;
/// it only gives the failure its right name.
public final class HttpText {
    /// The longest beginning.
    public static final int MAX_BYTES = 8;

    private static final String[] BEGINNINGS = {
        "GET ", "PUT ", "HEAD ", "POST ", "PATCH ", "TRACE ", "DELETE ", "OPTIONS ", "CONNECT ", "HTTP/", "PRI * HT"
    };

    private static final long[] WORDS = new long[BEGINNINGS.length];

    static {
        for (int i = 0; i < WORDS.length; i++) {
            for (byte octet : BEGINNINGS[i].getBytes(StandardCharsets.US_ASCII)) {
                WORDS[i] = WORDS[i] << 8 | octet;
            }
        }
    }

    private HttpText() {}

    /// Whether `count` bytes, the first of them in the highest of the `count` low octets of `word`, are how a
    /// longer beginning begins.
    public static boolean possible(long word, int count) {
        for (int i = 0; i < WORDS.length; i++) {
            int length = BEGINNINGS[i].length();
            if (count < length && WORDS[i] >>> ((length - count) * 8) == word) {
                return true;
            }
        }
        return false;
    }

    /// Whether these bytes are exactly one of the beginnings.
    public static boolean certain(long word, int count) {
        for (int i = 0; i < WORDS.length; i++) {
            if (count == BEGINNINGS[i].length() && WORDS[i] == word) {
                return true;
            }
        }
        return false;
    }
}
