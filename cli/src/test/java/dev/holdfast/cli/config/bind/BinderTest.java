package dev.holdfast.cli.config.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.cli.config.source.Origin;
import dev.holdfast.cli.config.source.Problem;
import dev.holdfast.cli.config.source.YamlReader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinderTest {
    public record Every(
            @Required("a name, like harbour") String name,
            boolean switchedOn,
            int count,
            long messageBytes,
            int maxSize,
            Duration interval,
            InetSocketAddress listen,
            Path file,
            @Nullable URI jwks,
            DayOfWeek day,
            List<String> items,
            Set<DayOfWeek> days,
            Range range,
            @Nullable Range optional) {}

    public record Range(int least, int most, int step) {
        public Range {
            if (least < 0) {
                throw new IllegalArgumentException("least: found " + least + ", expected 0 or more");
            }
            if (step < 1) {
                throw new IllegalArgumentException("step: found " + step + ", expected 1 or more");
            }
            if (least > most) {
                throw new IllegalArgumentException(
                        "range: found " + least + " to " + most + ", expected least <= most");
            }
        }

        public static Range defaults() {
            return new Range(0, 100, 1);
        }
    }

    private static final Every DEFAULTS = new Every(
            "unnamed",
            false,
            1,
            2,
            3,
            Duration.ofSeconds(4),
            new InetSocketAddress("127.0.0.1", 5),
            Path.of("six"),
            null,
            DayOfWeek.SUNDAY,
            List.of("eight"),
            Set.of(),
            new Range(10, 20, 5),
            null);

    @Test
    void every_type_is_read() {
        Bound<Every> bound = bind("""
                name: harbour
                switched-on: true
                count: -12
                message-bytes: 64KiB
                max-size: 2MiB
                interval: 500ms
                listen: "[::1]:8080"
                file: some/file.txt
                jwks: https://keys.example/jwks.json
                day: monday
                items: [a, b]
                days: [tuesday, friday]
                range: { least: 1, most: 2 }
                optional:
                  most: 7
                """);

        assertThat(bound.problems()).isEmpty();
        assertThat(bound.value())
                .isEqualTo(new Every(
                        "harbour",
                        true,
                        -12,
                        65_536,
                        2 << 20,
                        Duration.ofMillis(500),
                        new InetSocketAddress("::1", 8080),
                        Path.of("some/file.txt"),
                        URI.create("https://keys.example/jwks.json"),
                        DayOfWeek.MONDAY,
                        List.of("a", "b"),
                        Set.of(DayOfWeek.TUESDAY, DayOfWeek.FRIDAY),
                        new Range(1, 2, 5),
                        new Range(0, 7, 1)));
    }

    @Test
    void what_is_not_written_has_its_default_and_no_origin() {
        Bound<Every> bound = bind("name: harbour\nrange:\n");

        assertThat(bound.value())
                .usingRecursiveComparison()
                .ignoringFields("name")
                .isEqualTo(DEFAULTS);
        assertThat(bound.origin("count")).isEqualTo(Origin.DEFAULT);
        assertThat(bound.origin("name")).isEqualTo(new Origin.FileLine("f.yaml", 1));
    }

    @Test
    void all_problems_are_found_at_once_each_with_key_value_and_line() {
        Bound<Every> bound = bind("""
                switched-on: yes
                count: many
                message-bytes: 64KB
                interval: 25
                listen: ":8080"
                day: mon
                items: a
                days: [tuesday, noday]
                range: 5
                colour: red
                """);

        assertThat(texts(bound))
                .containsExactlyInAnyOrder(
                        "f.yaml:10: colour: found an unknown key, expected a known key: one of name, switched-on, count,"
                                + " message-bytes, max-size, interval, listen, file, jwks, day, items, days, range,"
                                + " optional",
                        "f.yaml:1: name: found nothing, expected a name, like harbour",
                        "f.yaml:1: switched-on: found \"yes\", expected true or false",
                        "f.yaml:2: count: found \"many\", expected a whole number",
                        "f.yaml:3: message-bytes: found \"64KB\", expected bytes, as a whole number or with KiB, MiB or"
                                + " GiB, like 64KiB (64KiB, if powers of two are meant)",
                        "f.yaml:4: interval: found \"25\", expected a unit behind the number: 25s for seconds, 25ms for"
                                + " milliseconds",
                        "f.yaml:5: listen: found \":8080\", expected an address before the port: 127.0.0.1:8080 for this"
                                + " machine only, 0.0.0.0:8080 for everybody",
                        "f.yaml:6: day: found \"mon\", expected one of monday, tuesday, wednesday, thursday, friday,"
                                + " saturday, sunday",
                        "f.yaml:7: items: found \"a\", expected a list, like [ … ], of which each item is a text",
                        "f.yaml:8: days[1]: found \"noday\", expected one of monday, tuesday, wednesday, thursday,"
                                + " friday, saturday, sunday",
                        "f.yaml:9: range: found a value, expected keys below it, each on its own line");
    }

    @Test
    void a_misspelled_key_is_answered_with_the_one_that_was_meant() {
        assertThat(texts(bind("name: x\nmesage-bytes: 1\nrange:\n  laest: 1\n")))
                .containsExactly(
                        "f.yaml:2: mesage-bytes: found an unknown key, expected a known key: did you mean"
                                + " message-bytes?",
                        "f.yaml:4: range.laest: found an unknown key, expected a known key: did you mean least?");
    }

    @Test
    void a_record_that_refuses_several_values_is_asked_about_each() {
        Bound<Every> bound = bind("name: x\nrange:\n  least: -5\n  step: 0\n  most: 15\n");

        assertThat(texts(bound))
                .containsExactly(
                        "f.yaml:3: range.least: found \"-5\", expected 0 or more",
                        "f.yaml:4: range.step: found \"0\", expected 1 or more");
    }

    @Test
    void values_that_are_good_alone_and_not_together_are_told_as_such() {
        assertThat(texts(bind("name: x\nrange:\n  least: 18\n  most: 12\n")))
                .containsExactly("f.yaml:2: range: found values that do not fit together, expected least <= most");
    }

    @Test
    void an_item_that_stands_twice_is_a_problem() {
        assertThat(texts(bind("name: x\nitems:\n  - a\n  - b\n  - a\n")))
                .containsExactly("f.yaml:5: items[2]: found \"a\" a second time, expected it once");
    }

    @ParameterizedTest
    @CsvSource({"0s, PT0S", "500ms, PT0.5S", "25s, PT25S", "2m, PT2M", "1h, PT1H", "7d, PT168H", "25 s, PT25S"})
    void durations(String text, Duration duration) {
        assertThat(bind("name: x\ninterval: " + text).value().interval()).isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource({
        "25, a unit behind the number",
        "25x, a whole number with its unit",
        "1.5s, a whole number with its unit",
        "-1s, a whole number with its unit",
        "999999999999d, at most 100000d",
        "s, a whole number with its unit"
    })
    void what_is_no_duration(String text, String expected) {
        assertThat(texts(bind("name: x\ninterval: " + text)))
                .singleElement()
                .asString()
                .contains("found \"" + text + "\", expected " + expected);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1000, 1000", "1KiB, 1024", "1kib, 1024", "3 MiB, 3145728", "2GiB, 2147483648", "17B, 17"})
    void sizes(String text, long bytes) {
        assertThat(bind("name: x\nmessage-bytes: " + text).value().messageBytes())
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "1M, 1MiB",
        "5gb, 5GiB",
        "-1, bytes",
        "1.5MiB, bytes",
        "999999999999999999GiB, fewer bytes",
        "many, bytes"
    })
    void what_is_no_size(String text, String expected) {
        assertThat(texts(bind("name: x\nmessage-bytes: " + text)))
                .singleElement()
                .asString()
                .contains("found \"" + text + "\", expected")
                .contains(expected);
    }

    @Test
    void a_size_that_an_int_can_not_hold_is_refused() {
        assertThat(texts(bind("name: x\nmax-size: 2GiB")))
                .containsExactly("f.yaml:2: max-size: found \"2GiB\", expected less than 2GiB");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:80", "0.0.0.0:0", "[::]:8080", "[::1]:65535", "localhost:8080"})
    void addresses_read_and_show_the_same(String text) {
        InetSocketAddress address =
                bind("name: x\nlisten: \"" + text + '"').value().listen();

        assertThat(AddressText.of(address).replace("0:0:0:0:0:0:0:1", "::1").replace("0:0:0:0:0:0:0:0", "::"))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "8080",
        "example.com:80",
        "127.0.0.1",
        "127.0.0.1:65536",
        "1.2.3:80x",
        "[:::80",
        "::1:80",
        "999.1.1.1:80"
    })
    void what_is_no_address(String text) {
        assertThat(texts(bind("name: x\nlisten: \"" + text + '"'))).hasSize(1);
    }

    @Test
    void the_schema_lists_every_key_with_its_variable() {
        assertThat(Schema.of(Every.class).keys())
                .extracting(Key::path, Key::variable)
                .contains(
                        tuple("message-bytes", "HOLDFAST_MESSAGE_BYTES"),
                        tuple("optional.most", "HOLDFAST_OPTIONAL_MOST"))
                .hasSize(12 + 3 + 3);
    }

    @Test
    void a_value_is_shown_as_it_is_written() {
        Every every = bind("name: x\nmessage-bytes: 65536\ninterval: 90s\ndays: [friday, monday]")
                .value();

        assertThat(Schema.of(Every.class).keys())
                .extracting(Key::path, key -> key.show(every))
                .contains(
                        tuple("message-bytes", "64KiB"),
                        tuple("interval", "90s"),
                        tuple("days", List.of("friday", "monday")),
                        tuple("count", 1),
                        tuple("optional.most", null));
    }

    private static Bound<Every> bind(String yaml) {
        List<Problem> problems = new ArrayList<>();
        var tree = YamlReader.read(line -> new Origin.FileLine("f.yaml", line), yaml, problems)
                .orElseThrow();
        assertThat(problems).isEmpty();
        return Binder.bind(tree, DEFAULTS, _ -> false);
    }

    private static List<String> texts(Bound<?> bound) {
        return bound.problems().stream().map(Problem::text).toList();
    }
}
