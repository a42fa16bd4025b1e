package dev.holdfast.conformance;

import java.util.List;
import java.util.stream.Stream;

/// The suite's groups of cases, with how many each has: a run that lost some must not pass.
enum Group {
    FRAMING(1, "Framing", 16),
    PINGS(2, "Pings and pongs", 11),
    RESERVED_BITS(3, "Reserved bits", 7),
    OPCODES(4, "Opcodes", 10),
    FRAGMENTATION(5, "Fragmentation", 20),
    UTF8(6, "UTF-8", 145),
    CLOSING(7, "Closing handshake", 37),
    SIZES(9, "Large messages and many fragments", 54),
    MISCELLANEOUS(10, "Automatic fragmentation", 1),
    COMPRESSION(12, "Compression of several kinds of data", 90),
    COMPRESSION_OFFERS(13, "Compression with several offers", 126);

    private final int number;
    private final String title;
    private final int cases;

    Group(int number, String title, int cases) {
        this.number = number;
        this.title = title;
        this.cases = cases;
    }

    /// The groups that ask whether an endpoint keeps to RFC 6455; [#SIZES] measures how it copes with size.
    static List<Group> core() {
        return all().stream().filter(group -> group != SIZES).toList();
    }

    /// All that the suite's release for the JVM has.
    static List<Group> all() {
        return Stream.of(values())
                .filter(group -> !compression().contains(group))
                .toList();
    }

    static List<Group> compression() {
        return List.of(COMPRESSION, COMPRESSION_OFFERS);
    }

    int number() {
        return number;
    }

    String title() {
        return title;
    }

    int cases() {
        return cases;
    }

    /// As the suite selects it.
    String pattern() {
        return number + ".*";
    }
}
