package dev.holdfast.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The rules of [ArchitectureTest], applied to a small program in `fixture` that breaks each of them.
class ArchitectureRulesCanFailTest {
    private static final String ROOT = ArchitectureRulesCanFailTest.class.getPackageName() + ".fixture";

    private static final JavaClasses FIXTURE = new ClassFileImporter().importPackages(ROOT);

    private static final List<ArchRule> RULES = ArchitectureTest.rules(ROOT);

    static Stream<Arguments> offenders() {
        return Stream.of(
                arguments("core depends only on", List.of("ReadsAFile", "UsesNetty")),
                arguments("auth depends only on", List.of("auth.UsesTheServer")),
                arguments("server depends only on", List.of("UsesALogger")),
                arguments("proxy depends only on", List.of("proxy.ReadsATree")),
                arguments("observe depends only on", List.of("observe.UsesTheServer")),
                arguments("doctor depends only on", List.of("doctor.UsesTheServer")),
                arguments("cli depends only on", List.of("cli.UsesNetty")),
                arguments("Netty is used only in", List.of("CoreOffences$UsesNetty", "cli.UsesNetty")),
                arguments("never touch a thread", List.of("StartsAThread", "RollsDice.roll", "RollsDice.invent")),
                arguments("only TimeSource reads a clock", List.of("ReadsTheClock.now", "ReadsTheClockByReference")),
                arguments("neither print nor log", List.of("CoreOffences$Prints")),
                arguments(
                        "transports are ended only in",
                        List.of(
                                "ClosesItself",
                                "ClosesItsContext",
                                "ClosesByReference",
                                "ClosesItsOutput",
                                "Disconnects",
                                "ClosesByListener",
                                "ClosesByPipeline")),
                arguments("handlers of Netty that close by themselves", List.of("UsesNettysTimeout")),
                arguments(
                        "channel handlers never wait", List.of("Sleeps", "SleepsInALambda", "Joins", "Gets", "Syncs")),
                arguments("packages are free of cycles", List.of("Hen", "Egg")),
                arguments("every package is @NullMarked", List.of("WithoutPackageInfo")),
                arguments("no class is called Manager", List.of("CoreOffences$Manager")),
                arguments("cause rules are package-private and final", List.of("RuleForAll", "RuleToExtend")),
                arguments("cause rules keep no state", List.of("RuleThatRemembers.calls")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("offenders")
    void a_rule_names_those_who_break_it(String rule, List<String> offenders) {
        String report = report(only(rule));

        assertThat(report).contains(offenders);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("offenders")
    void a_rule_leaves_the_innocent_alone(String rule, List<String> ignored) {
        assertThat(only(rule).evaluate(FIXTURE).getFailureReport().getDetails())
                .noneMatch(
                        line -> line.matches("(Class|Method|Field|Constructor) <[^>]*(Innocent|TimeSource)[^>]*> .*"));
    }

    @Test
    void every_rule_is_shown_to_fail() {
        assertThat(RULES)
                .allSatisfy(rule -> assertThat(offenders().map(row -> (String) row.get()[0]))
                        .anyMatch(rule.getDescription()::contains));
    }

    private static ArchRule only(String description) {
        assertThat(RULES)
                .filteredOn(rule -> rule.getDescription().contains(description))
                .hasSize(1);
        return RULES.stream()
                .filter(rule -> rule.getDescription().contains(description))
                .findAny()
                .orElseThrow();
    }

    private static String report(ArchRule rule) {
        return rule.evaluate(FIXTURE).getFailureReport().toString();
    }
}
