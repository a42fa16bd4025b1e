package dev.holdfast.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {
    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            // Fixtures of other modules come packed, and then their path does not say that they are tests.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.holdfast");

    static final List<ArchRule> RULES = rules("dev.holdfast");

    /// The rules for a program whose modules are the packages below `root`.
    static List<ArchRule> rules(String root) {
        return Stream.of(
                        DependencyTable.in(root),
                        Purity.in(root),
                        ClosingRules.in(root),
                        EventLoopRules.in(root),
                        PackageShape.in(root))
                .flatMap(List::stream)
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("RULES")
    void the_program_follows_the_house_plan(ArchRule rule) {
        rule.check(PROGRAM);
    }

    /// Without this a renamed package would make the rules above pass by looking at nothing.
    @ParameterizedTest
    @ValueSource(strings = {"core", "auth", "server", "proxy", "observe", "doctor", "cli"})
    void every_module_is_looked_at(String module) {
        assertThat(PROGRAM.stream().map(JavaClass::getPackageName))
                .anyMatch(name ->
                        name.equals("dev.holdfast." + module) || name.startsWith("dev.holdfast." + module + "."));
    }
}
