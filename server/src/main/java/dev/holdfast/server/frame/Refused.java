package dev.holdfast.server.frame;

import dev.holdfast.core.evidence.Violation;
import java.util.Locale;

/// A rule or limit that was broken, and the clause with the numbers.
record Refused(Violation kind, String detail) {
    static String hex(int opcode) {
        return "0x" + Integer.toHexString(opcode).toUpperCase(Locale.ROOT);
    }

    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String count(long number, String noun) {
        return grouped(number) + " " + noun + (number == 1 ? "" : "s");
    }
}
