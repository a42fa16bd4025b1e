package dev.holdfast.core.cause;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.evidence.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `spec/` and `docs/` say of causes and close codes is what the program does.
class SpecTest {
    private static final Path ROOT = root();
    private static final Path PAGES = ROOT.resolve("docs/causes");
    private static final Path VECTORS = ROOT.resolve("spec/vectors/explanations");
    private static final JsonNode CAUSES = read("spec/causes.json").path("causes");
    private static final JsonNode CODES = read("spec/codes.json");

    private static final List<String> SECTIONS = List.of(
            "## What you see", "## Why it happens", "## How to confirm it", "## What to do", "## What it is not");

    private static final Map<String, JsonNode> SPECIFIED =
            CAUSES.valueStream().collect(toMap(cause -> cause.path("id").asString(), Function.identity()));

    // ---- spec/causes.json

    @Test
    void every_cause_is_specified_and_nothing_else_is_in_the_order_of_the_program() {
        assertThat(CAUSES.valueStream().map(cause -> cause.path("id").asString()))
                .containsExactlyElementsOf(
                        Arrays.stream(Cause.values()).map(Cause::id).toList());
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void what_is_specified_of_a_cause_is_what_the_program_does(Cause cause) {
        JsonNode specified = Objects.requireNonNull(SPECIFIED.get(cause.id()));
        assertThat(specified.path("meaning").asString()).isEqualTo(cause.meaning());
        assertThat(specified.path("doc").asString()).isEqualTo(cause.doc());
        assertThat(specified.path("decidedBy").asString())
                .isEqualTo(cause.decidedBy().word());
        JsonNode answer = specified.path("answer");
        assertThat(answer.propertyNames()).containsExactly("httpStatus", "closeCode", "retry");
        assertThat(number(answer.path("httpStatus"))).isEqualTo(cause.answer().httpStatus());
        CloseCode code = cause.answer().closeCode();
        assertThat(number(answer.path("closeCode"))).isEqualTo(code == null ? null : code.value());
        assertThat(answer.path("retry").asString())
                .isEqualTo(cause.answer().retry().word());
    }

    private static Integer number(JsonNode node) {
        return node.isNull() ? null : node.intValue();
    }

    // ---- spec/vectors/explanations

    @ParameterizedTest
    @EnumSource(Cause.class)
    void a_cause_has_vectors_or_a_reason_why_not(Cause cause) {
        String reason = Objects.requireNonNull(SPECIFIED.get(cause.id()))
                .path("withoutVector")
                .asString("");
        assertThat(hasVectors(cause))
                .as("spec/vectors/explanations/%s.json is there, or `withoutVector` says why not", cause.id())
                .isEqualTo(reason.isBlank());
    }

    @Test
    void there_are_no_vectors_of_a_cause_that_does_not_exist() {
        assertThat(names(VECTORS, ".json")).isSubsetOf(SPECIFIED.keySet());
    }

    private static boolean hasVectors(Cause cause) {
        return Files.isRegularFile(VECTORS.resolve(cause.id() + ".json"));
    }

    // ---- docs/causes

    @Test
    void every_cause_has_a_page_and_every_page_a_cause() {
        TreeSet<String> pages = names(PAGES, ".md");
        pages.remove("README");
        assertThat(pages).isEqualTo(new TreeSet<>(SPECIFIED.keySet()));
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void a_page_says_what_goes_over_the_wire_and_has_its_sections_in_order(Cause cause) {
        String page = text(PAGES.resolve(cause.id() + ".md"));
        assertThat(page).startsWith("# " + cause.id() + "\n");
        assertThat(page).contains("\n" + onTheWire(cause.answer()) + "\n");
        assertThat(page).contains("\nDecided by: " + cause.decidedBy().meaning() + ".\n");
        assertThat(page.lines().filter(line -> line.startsWith("## "))).containsExactlyElementsOf(SECTIONS);
        if (cause.decidedBy() == DecidedBy.SERVER && hasVectors(cause)) {
            assertThat(page).as("a command that finds it in the log").contains("\"" + cause.id() + "\"");
        }
    }

    private static String onTheWire(Answer answer) {
        List<String> parts = new ArrayList<>();
        if (answer.httpStatus() != null) {
            parts.add("HTTP " + answer.httpStatus());
        }
        if (answer.closeCode() != null) {
            parts.add("close " + answer.closeCode());
        }
        return parts.isEmpty()
                ? "On the wire: nothing of ours."
                : "On the wire: " + String.join(", ", parts) + ", retry `"
                        + answer.retry().word() + "`.";
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void the_index_leads_to_every_page(Cause cause) {
        assertThat(text(PAGES.resolve("README.md"))).contains("(" + cause.id() + ".md)");
    }

    @Test
    void the_index_says_which_of_ours_covers_each_of_the_71_reported_causes() {
        List<MatchResult> rows = Pattern.compile("(?m)^\\| (\\d+) \\| [^|]+ \\| ([^|]+) \\| ([^|]+) \\|$")
                .matcher(text(PAGES.resolve("README.md")))
                .results()
                .toList();
        assertThat(rows.stream().map(row -> Integer.valueOf(row.group(1))))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 71).boxed().toList());
        for (var row : rows) {
            assertThat(List.of(row.group(3).split(", ")))
                    .containsExactlyInAnyOrderElementsOf(Pattern.compile("\\(([a-z0-9-]+)\\.md\\)")
                            .matcher(row.group(2))
                            .results()
                            .map(link -> Cause.byId(link.group(1)).orElseThrow())
                            .map(cause -> cause.decidedBy().word())
                            .distinct()
                            .toList());
        }
    }

    @Test
    void no_page_leads_to_one_that_is_not_there() {
        for (String name : names(PAGES, ".md")) {
            Path page = PAGES.resolve(name + ".md");
            Stream<String> links = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)")
                    .matcher(text(page))
                    .results()
                    .map(link -> link.group(1));
            assertThat(links)
                    .as(name)
                    .allSatisfy(link -> assertThat(Files.exists(page.resolveSibling(link)))
                            .as("%s leads to %s", name, link)
                            .isTrue());
        }
    }

    // ---- spec/codes.json

    @Test
    void every_code_that_we_send_is_specified_with_the_causes_it_is_sent_for() {
        Map<Integer, TreeSet<String>> sent = new TreeMap<>();
        for (Cause cause : Cause.values()) {
            CloseCode code = cause.answer().closeCode();
            if (code != null) {
                sent.computeIfAbsent(code.value(), _ -> new TreeSet<>()).add(cause.id());
            }
        }
        Map<Integer, TreeSet<String>> specified = new TreeMap<>();
        for (JsonNode code : CODES.path("codes")) {
            specified.put(
                    code.path("code").intValue(),
                    code.path("causes").valueStream().map(JsonNode::asString).collect(toCollection(TreeSet::new)));
        }
        assertThat(specified).isEqualTo(sent);
    }

    @Test
    void a_violation_is_answered_with_a_specified_code() {
        List<Integer> specified = CODES.path("codes")
                .valueStream()
                .map(code -> code.path("code").intValue())
                .toList();
        assertThat(Violation.values())
                .allSatisfy(kind -> assertThat(specified).contains(kind.code().value()));
    }

    @Test
    void the_ranges_leave_no_gap_and_say_what_the_program_says() {
        int next = 1000;
        for (JsonNode range : CODES.path("ranges")) {
            assertThat(range.path("from").intValue()).isEqualTo(next);
            int last = range.path("to").intValue();
            for (int code = next; code <= last; code++) {
                assertThat(Retry.advisedBy(new CloseCode(code)).word())
                        .as("advice of %d", code)
                        .isEqualTo(range.path("retry").asString());
            }
            next = last + 1;
        }
        assertThat(next).isEqualTo(5000);
    }

    @Test
    void the_advice_of_a_code_is_that_of_its_range() {
        for (JsonNode code : CODES.path("codes")) {
            assertThat(code.path("retry").asString())
                    .isEqualTo(Retry.advisedBy(new CloseCode(code.path("code").intValue()))
                            .word());
        }
    }

    /// A client that knows only ranges must never be more insistent than one that knows the cause.
    @ParameterizedTest
    @EnumSource(Cause.class)
    void a_codes_range_never_allows_more_than_its_cause(Cause cause) {
        CloseCode code = cause.answer().closeCode();
        if (code != null) {
            assertThat(Retry.advisedBy(code)).isLessThanOrEqualTo(cause.answer().retry());
        }
    }

    // ---- files

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("spec"))) {
            folder = Objects.requireNonNull(folder.getParent(), "no folder `spec` above the working directory");
        }
        return folder;
    }

    private static JsonNode read(String file) {
        return JsonMapper.shared().readTree(text(ROOT.resolve(file)));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private static TreeSet<String> names(Path folder, String ending) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ending))
                    .map(name -> name.substring(0, name.length() - ending.length()))
                    .collect(toCollection(TreeSet::new));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
